"""A fact as an organisation submits it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from deploy.local.example.said import Said

NAMESPACE = UUID("6d0f3e0c-6c1e-5b0b-9a59-0c8a3f3b7d51")


@dataclass(frozen=True)
class Submission:
    """One CloudEvent and the organisation that says it."""

    organisation: str
    event: dict[str, object]

    @property
    def day(self) -> date:
        """The London day; everything is said in the daytime."""
        return date.fromisoformat(str(self.event["time"])[:10])


def identifier(*words: str) -> str:
    """Return the same UUID for the same words, on every machine."""
    return str(uuid5(NAMESPACE, "/".join(words)))


def submission(organisation: str, subject: str, said: Said, *, minute: int = 0) -> Submission:
    """Wrap a fact that is said so many minutes after nine."""
    at = datetime.combine(said.day, time(9), UTC) + timedelta(minutes=minute)
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": identifier(subject, said.key),
        "source": f"urn:nhs:ods:{organisation}:golden-thread-example",
        "type": said.type,
        "subject": subject,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "data": said.data,
    }
    return Submission(organisation, event)


def spoken(organisation: str, subject: str, sayings: Iterable[Said], *, minute: int = 0) -> Iterator[Submission]:
    """Yield what one organisation says of one thing, in the order of the days."""
    for place, said in enumerate(sorted(sayings, key=lambda said: said.day)):
        yield submission(organisation, subject, said, minute=minute + 3 * place)
