"""The ICS programme's monthly sessions, their places, and what became of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from deploy.local.example.chance import chance
from deploy.local.example.days import STRATEGY_YEAR, working_day
from deploy.local.example.people import key
from deploy.local.example.programme.course import FUNDAMENTALS, ICS_PROGRAMME, Course
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

PLACES = 18
# James Paget has ten places a month and more; the others share what is left.
SHARES = {"RGP": 10, "RM1": 2, "RCX": 1, "RY3": 1, "RMY": 1}
MONTHS = 12
ATTENDED = 4
CHRISTMAS = 8
"""The month, counted from April, whose session the winter of the strategy's year cancelled."""
INSTEAD = "instead"
IN_CHRISTMAS_INSTEAD = {"RGP": 8, "RM1": 2}


@dataclass(frozen=True)
class Session:
    """A session before its places are offered."""

    course: Course
    month: date
    name: str = "session"

    @property
    def subject(self) -> str:
        """The stream."""
        return f"session/{identifier(self.course.id, self.month.isoformat(), self.name)}"

    @property
    def shares(self) -> dict[str, int]:
        """How many places each organisation is offered."""
        return IN_CHRISTMAS_INSTEAD if self.name == INSTEAD else SHARES

    @property
    def employers(self) -> list[str]:
        """Whose staff the places go to, in their order."""
        return [*chain.from_iterable([code] * places for code, places in self.shares.items())]

    @property
    def starts_on(self) -> date:
        """The first of its two days, in the last third of the month."""
        return working_day(self.month + timedelta(days=22))

    def said(self, said_key: str, word: str, day: date, **words: object) -> Said:
        """Return a fact of this session with its day."""
        return Said(said_key, f"session.{word}", day, {**words, "on": day.isoformat()})


def told(year: int) -> Iterator[Submission]:
    """Yield the twelve months of the programme and the quarters of the fundamentals."""
    for number in range(MONTHS):
        month = _month(year, number)
        session = Session(ICS_PROGRAMME, month)
        if year == STRATEGY_YEAR and number == CHRISTMAS:
            yield from _spoken(session, [*_opened(session), *_cancelled(session)])
            session = Session(ICS_PROGRAMME, month, INSTEAD)
            yield from _spoken(session, [*_opened(session), *_offers(session, after=11)])
        else:
            yield from _spoken(session, [*_opened(session), *_offers(session)])
        if number % 3 == 1:
            session = Session(FUNDAMENTALS, month)
            yield from _spoken(session, [_scheduled(session)])


def _month(year: int, number: int) -> date:
    return date(year + (number + 3) // MONTHS, (number + 3) % MONTHS + 1, 1)


def _spoken(session: Session, sayings: list[Said]) -> Iterator[Submission]:
    yield from spoken(session.course.provider, session.subject, sayings)


def _opened(session: Session) -> Iterator[Said]:
    scheduled = _scheduled(session)
    yield scheduled
    for organisation in [*session.shares][:2]:
        reserved = session.shares[organisation]
        yield session.said(
            f"reserved-{organisation}", "places_reserved", scheduled.day, organisation=organisation, places=reserved
        )
    for place, organisation in enumerate(session.employers, 1):
        yield _offered(session, place, organisation)


def _scheduled(session: Session) -> Said:
    day = working_day(session.month - timedelta(days=15))
    data: dict[str, object] = {
        "course": session.course.id,
        "starts_on": session.starts_on.isoformat(),
        "ends_on": (session.starts_on + timedelta(days=1)).isoformat(),
        "places": PLACES,
    }
    return Said("scheduled", "session.scheduled", day, data)


def _offered(session: Session, place: int, organisation: str, again: str = "", after: int = 1) -> Said:
    day = working_day(session.month + timedelta(days=after))
    person = key(session.subject, str(place), again)
    return session.said(
        f"offered-{place}{again}", "place_offered", day, place=place, organisation=organisation, person=person
    )


def _cancelled(session: Session) -> Iterator[Said]:
    day = working_day(session.month + timedelta(days=8))
    yield session.said("cancelled", "cancelled", day, reason="Winter pressures: nobody can be released.")


def _offers(session: Session, after: int = 4) -> Iterator[Said]:
    """Yield the answers: most accept; a place that comes back is offered once more to James Paget."""
    luck = chance(session.subject, "answers")
    offered = len(session.employers)
    declined, expired, withdrawn = luck.sample(range(1, offered + 1), 3)
    first = working_day(session.month + timedelta(days=after))
    second = working_day(first + timedelta(days=3))
    for place in range(1, offered + 1):
        word = {declined: "declined", expired: "expired", withdrawn: "withdrawn"}.get(place, "accepted")
        yield session.said(f"answer-{place}", f"place_{word}", first, place=place)
    again = [declined, withdrawn] if luck.random() < 1 / 3 else [withdrawn]
    for place in again:
        yield _offered(session, place, "RGP", "-again", after=after + 1)
        yield session.said(f"answer-{place}-again", "place_accepted", second, place=place)
    yield from _attendance(session, [place for place in range(1, offered + 1) if place not in {expired, withdrawn}])


def _attendance(session: Session, places: list[int]) -> Iterator[Said]:
    luck = chance(session.subject, "attendance")
    day = working_day(session.starts_on + timedelta(days=2))
    for place in sorted(luck.sample(places, ATTENDED)):
        organisation = session.employers[place - 1]
        data: dict[str, object] = {"person": key(session.subject, str(place), ""), "organisation": organisation}
        yield Said(f"attended-{place}", "session.attended", day, data)
    if session.month.month == MONTHS // 2:
        absent: dict[str, object] = {"person": key(session.subject, "absent"), "organisation": "RGP"}
        wrong = Said("attended-absent", "session.attended", day, absent)
        yield wrong
        later = working_day(day + timedelta(days=1))
        reason = "They were on the list and did not come."
        yield taken_back(wrong, identifier(session.subject, wrong.key), later, reason)
