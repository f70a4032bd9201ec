"""Facts submitted one after the other, each judged by the whole engine, without a store."""

from datetime import UTC, datetime

from shared.admission import Admission
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Event, FactWithdrawn
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.identity import Caller
from shared.submission import Submission
from tests.given import DECIDERS, MEMBERS, STREAMS, TODAY, Said

TYPES = {**PROJECTS.types, **TRAINING.types, **AGREEMENTS.types}
NOW = datetime(2023, 9, 29, 9, tzinfo=UTC)


def withdrawn(category: str, event_id: str) -> FactWithdrawn:
    """Return the fact that takes another of this category back."""
    kind = TYPES[f"{category}.fact_withdrawn"][1]
    event = kind(event_id=event_id, reason="It was said in error.")
    assert isinstance(event, FactWithdrawn)
    return event


def answers(*facts: Event | Said) -> list[str]:
    """Return for each fact the name of its refusal, or `accepted`. The nth has the id `fact-n`."""
    admission = Admission(deciders=DECIDERS, members=MEMBERS, today=TODAY, kept={})
    said = [one if isinstance(one, Said) else Said(event=one) for one in facts]
    outcomes = admission.decide(_submission(one, place) for place, one in enumerate(said, start=1))
    return [type(one.refusal).__name__ if one.refusal else "accepted" for one in outcomes]


def last_answer(*facts: Event | Said) -> str:
    """Return what the last is answered; all before it are accepted."""
    *before, last = answers(*facts)
    assert set(before) <= {"accepted"}, before
    return last


def _submission(one: Said, place: int) -> Submission:
    return Submission(
        caller=Caller(organisation=one.by, roles=one.roles),
        id=one.id or f"fact-{place}",
        source=one.source,
        stream=STREAMS[one.event.type.partition(".")[0]],
        content=str(place).encode(),
        time=NOW,
        event=one.event,
    )
