"""A type that has changed: facts of both forms in one stream, and everybody sees today's.

A huddle's attendance was one number once. Since patients come as well, `huddle.held.v2` tells staff and patients
apart, and `.v3` says how long it took; of what was said before, nobody knows how many were patients.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, TypeAlias, assert_never, cast

import msgspec
from msgspec import UNSET, UnsetType

from shared import envelope, event_store
from shared.admission import Admission
from shared.contracts.compatibility import broken
from shared.contracts.event import Category, Contract, Day, Event, Recorded, withdrawal
from shared.contracts.schema import schemas
from shared.contracts.upcasting import Superseded, today
from shared.decider import Decider, Fact
from shared.identity import Caller
from shared.members import Member, Members
from shared.refusals import AlreadySaid
from shared.submission import read

STREAM = "huddle/0190f3b2-0000-7000-8000-000000000001"
AT = datetime(2023, 4, 18, 16, tzinfo=UTC)


class HuddleHeldV3(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "huddle.held.v3"

    on: Day
    staff: int
    patients: int | UnsetType = UNSET
    minutes: int | UnsetType = UNSET


class HuddleHeldV2(Superseded, frozen=True, kw_only=True):
    type: ClassVar[str] = "huddle.held.v2"

    on: Day
    staff: int
    patients: int | UnsetType = UNSET

    def upcast(self) -> HuddleHeldV3:
        """How long it took, nobody said."""
        return HuddleHeldV3(on=self.on, staff=self.staff, patients=self.patients)


class HuddleHeld(Superseded, frozen=True, kw_only=True):
    type: ClassVar[str] = "huddle.held"

    on: Day
    attendance: int

    def upcast(self) -> HuddleHeldV2:
        """Only staff came then."""
        return HuddleHeldV2(on=self.on, staff=self.attendance)


HuddleEvent: TypeAlias = HuddleHeldV3
FORMS = (HuddleHeld, HuddleHeldV2, HuddleHeldV3)
BEFORE = Contract(service="huddles", topic="qi.huddles", categories=(Category(name="huddle", events=(HuddleHeld,)),))
HUDDLES = Contract(
    service="huddles",
    topic="qi.huddles",
    categories=(Category(name="huddle", events=(*FORMS, withdrawal("huddle"))),),
)


@dataclass(frozen=True)
class Huddle:
    """How many staff came, by day."""

    staff: tuple[tuple[date, int], ...] = ()


def decide(fact: Fact, huddle: Huddle) -> Event:
    event = cast("HuddleEvent", fact.event)
    match event:
        case HuddleHeldV3(on=day):
            if day in dict(huddle.staff):
                raise AlreadySaid(f"The huddle of {day} is known.")
        case _:
            assert_never(event)
    return event


def evolve(huddle: Huddle, fact: Recorded) -> Huddle:
    event = cast("HuddleEvent", fact.event)
    match event:
        case HuddleHeldV3(on=day, staff=staff):
            return Huddle((*huddle.staff, (day, staff)))
        case _:
            assert_never(event)


HUDDLE = Decider(category="huddle", initial=Huddle(), owned=lambda *_: None, decide=decide, evolve=evolve, opens=False)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2023, 4, day) for day in (17, 18, 19, 20))
SAID: list[Event] = [
    HuddleHeld(on=MONDAY, attendance=9),
    HuddleHeldV2(on=TUESDAY, staff=7, patients=2),
    HuddleHeldV3(on=WEDNESDAY, staff=8, patients=1, minutes=15),
]
KNOWN: list[Event] = [
    HuddleHeldV3(on=MONDAY, staff=9),
    HuddleHeldV3(on=TUESDAY, staff=7, patients=2),
    HuddleHeldV3(on=WEDNESDAY, staff=8, patients=1, minutes=15),
]


def row(event: Event, version: int) -> dict[str, object]:
    """Return a fact as a row of the store that kept it in the form of its day."""
    return {
        "stream": STREAM, "version": version, "type": event.type, "organisation": "RGP", "source": "urn:a",
        "id": f"fact-{version}", "time": AT, "recorded_at": AT, "content": b"",
        "data": msgspec.json.encode(event).decode(),
    }  # fmt: skip


ROWS = [row(event, version) for version, event in enumerate(SAID, start=1)]


def from_the_store() -> list[Recorded]:
    return [event_store.recorded(one, HUDDLES) for one in ROWS]  # type: ignore[arg-type]  # read by name only


def told(event: Event, history: list[Recorded]) -> tuple[str, list[Event]]:
    """Submit one fact more, and return what became of it and what was kept."""
    members = Members({"RGP": Member("acute")})
    known = Admission(deciders={"huddle": HUDDLE}, members=members, today=THURSDAY, kept={})
    known.load({STREAM: history})
    sent = {
        "specversion": "1.0", "id": "next", "source": "urn:a", "type": event.type, "subject": STREAM,
        "data": msgspec.to_builtins(event),
    }  # fmt: skip
    caller = Caller(organisation="RGP", roles=frozenset({"submitter"}))
    [outcome] = known.decide([read(json.dumps(sent).encode(), caller, HUDDLES, AT)])
    verdict = type(outcome.refusal).__name__ if outcome.refusal else "accepted"
    return verdict, [append.event for append in known.appends]


def test_a_stream_with_facts_of_every_form_reads_as_if_all_were_said_today() -> None:
    assert [fact.event for fact in from_the_store()] == KNOWN


def test_a_fact_read_in_an_older_form_keeps_its_place_and_its_identity() -> None:
    assert [(fact.version, fact.id, fact.recorded_at) for fact in from_the_store()] == [
        (1, "fact-1", AT), (2, "fact-2", AT), (3, "fact-3", AT),
    ]  # fmt: skip


def test_what_the_log_carries_in_an_older_form_reads_the_same() -> None:
    sent = [envelope.message(one) for one in ROWS]  # type: ignore[arg-type]  # read by name only
    read = [envelope.fact(envelope.address(one.headers), one.headers, one.value, HUDDLES).event for one in sent]
    assert read == KNOWN


def test_a_fact_is_sent_in_the_form_in_which_it_was_kept() -> None:
    sent = envelope.message(ROWS[0])  # type: ignore[arg-type]  # read by name only
    assert (
        dict(sent.headers)["ce_type"],
        msgspec.json.decode(sent.value),
    ) == (b"huddle.held", {"on": "2023-04-17", "attendance": 9})


def test_a_state_is_folded_from_all_forms_alike() -> None:
    assert HUDDLE.fold(from_the_store()) == Huddle(((MONDAY, 9), (TUESDAY, 7), (WEDNESDAY, 8)))


def test_an_older_form_can_still_be_sent_and_is_kept_in_todays() -> None:
    verdict, kept = told(HuddleHeld(on=THURSDAY, attendance=5), from_the_store())
    assert (verdict, kept) == ("accepted", [HuddleHeldV3(on=THURSDAY, staff=5)])


def test_a_rule_holds_across_the_forms() -> None:
    for event in (HuddleHeld(on=TUESDAY, attendance=5), HuddleHeldV3(on=MONDAY, staff=5)):
        assert told(event, from_the_store()) == ("AlreadySaid", [])


def test_a_fact_said_in_an_older_form_can_be_taken_back() -> None:
    verdict, kept = told(withdrawal("huddle")(event_id="fact-1", reason="It was another ward's."), from_the_store())
    assert (verdict, len(kept)) == ("accepted", 1)


def test_a_fact_in_todays_form_stays_as_it_is() -> None:
    assert [today(event) for event in KNOWN] == KNOWN


def test_a_new_form_beside_the_old_one_breaks_nobody() -> None:
    assert broken(schemas([BEFORE]), schemas([HUDDLES])) == []


def test_the_published_schema_says_which_forms_are_over() -> None:
    published = schemas([HUDDLES])
    assert {kind.type: published[kind.type].get("deprecated", False) for kind in FORMS} == {
        "huddle.held": True, "huddle.held.v2": True, "huddle.held.v3": False,
    }  # fmt: skip
