"""An oracle that never speaks is worth nothing: each finds the fault that it is there for, and no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from services.metrics.counting import Moves
from services.metrics.measures import MEASURES
from services.metrics.references import referred
from shared.contracts.event import Recorded
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.moments import london_day
from tests import oracles
from tests.journeys.projects import Project, Said, Year
from tests.metrics import plain
from tests.oracles import NOTHING_YET, Log, Published, ReadSide, Stored

YEAR = Year(2000)
BEGIN = datetime(2001, 1, 1, tzinfo=UTC)
TOPIC = "qi.projects"


def said(stream: str, type_: str, **data: object) -> Said:
    """Return any fact."""
    return {"id": str(uuid4()), "source": "urn:tests", "type": type_, "subject": stream, "data": data}


def store(facts: list[Said]) -> list[Stored]:
    """Return the facts as a store would hold them."""
    return [Stored(_recorded(fact, version), fact["data"]) for version, fact in enumerate(facts, 1)]


def _recorded(fact: Said, version: int) -> Recorded:
    at = BEGIN + timedelta(seconds=version)
    event = msgspec.convert(fact["data"], {**PROJECTS.types, **TRAINING.types}[fact["type"]][1])
    return Recorded(
        stream=fact["subject"], version=version, id=fact["id"], source=fact["source"], organisation="RGP",
        time=at, recorded_at=at, event=event,
    )  # fmt: skip


def log(stored: list[Stored]) -> Log:
    """Return what a relay would have made of the store."""
    records = [
        Published(0, place, one.fact.stream, one.fact.stream, one.fact.version, (), msgspec.json.encode(one.data))
        for place, one in enumerate(stored)
    ]
    return Log(records, {(TOPIC, 0): len(records)})


def answer(one: Stored) -> dict[str, Any]:
    """Return what the submitter was told."""
    fact = one.fact
    at = oracles.written(fact.recorded_at)
    return {"id": fact.id, "source": fact.source, "stream": fact.stream, "version": fact.version, "recorded_at": at}


def read_side(stored: list[Stored]) -> ReadSide:
    """Return what a projector would have made of the store."""
    facts = [one.fact for one in stored]
    rows, moves = plain.rows(facts), Moves(MEASURES)
    for row in rows:
        moves.add(row.measure, [row.contribution] if row.known_to is None else [], 1)
    counts = moves.settle({})
    return ReadSide(
        ledger=frozenset(map(oracles._ledger_row, rows)),
        facts=frozenset((fact.stream, fact.version) for fact in facts),
        refers=frozenset((one, fact.stream) for fact in facts for one in referred(fact)),
        figures={figure: (n, d) for figure, n, d in moves.moved()},
        counts=counts,
        heard={("RGP", london_day(facts[0].recorded_at)): facts[0].recorded_at},
        offsets={(TOPIC, 0): len(stored)},
        parked=0,
    )


def renumbered(records: list[Published]) -> Log:
    """Return a log that holds these records in this order."""
    return Log([replace(one, offset=place) for place, one in enumerate(records)], {(TOPIC, 0): len(records)})


PROJECT = Project()
STORED = store(
    [
        PROJECT.registered(YEAR.day(1)),
        PROJECT.involved("big_i", YEAR.day(2)),
        PROJECT.scored(3, YEAR.day(3)),
        PROJECT.completed(YEAR.day(4)),
    ]
)
COURSE, PERSON = f"course/{uuid4()}", f"person/{uuid4()}"
LEARNED = store(
    [
        said(COURSE, "course.announced", title="QI", **{"class": "qi_fundamentals"},
             provider_organisation="RGP", ics_programme=False),
        said(PERSON, "training.completed", course=COURSE.removeprefix("course/"), organisation="RGP",
             completed_on=YEAR.day(5)),
    ]
)  # fmt: skip
ANSWERS = [answer(one) for one in STORED]
RECORDS = list(log(STORED).records)


def test_o1_sees_what_is_lost_doubled_or_elsewhere() -> None:
    assert oracles.o1_acknowledged_is_stored(ANSWERS, "RGP", STORED) == []
    assert len(oracles.o1_acknowledged_is_stored(ANSWERS, "RGP", STORED[:-1])) == 1
    assert len(oracles.o1_acknowledged_is_stored(ANSWERS, "RGP", [*STORED, STORED[1]])) == 1
    assert len(oracles.o1_acknowledged_is_stored(ANSWERS, "RM1", STORED)) == len(STORED)
    assert oracles.o1_acknowledged_is_stored([ANSWERS[0] | {"version": 2}], "RGP", STORED)


def test_o2_sees_gaps_and_clocks_that_stand_still() -> None:
    assert oracles.o2_streams_are_dense(STORED) == []
    assert oracles.o2_streams_are_dense([STORED[0], STORED[2]])
    assert oracles.o2_streams_are_dense([STORED[0], STORED[0]])
    same = msgspec.structs.replace(STORED[1].fact, recorded_at=STORED[0].fact.recorded_at)
    assert oracles.o2_streams_are_dense([STORED[0], Stored(same, {})])


def test_o3_sees_what_is_missing_invented_or_changed() -> None:
    assert oracles.o3_stored_is_published(STORED, log(STORED)) == []
    assert oracles.o3_stored_is_published(STORED, log(STORED[:-1]))
    assert oracles.o3_stored_is_published(STORED[:-1], log(STORED))
    assert oracles.o3_stored_is_published(STORED, Log([*RECORDS[:-1], replace(RECORDS[-1], value=b"{}")], {}))


def test_o4_allows_exact_repeats_and_nothing_else() -> None:
    assert oracles.o4_log_is_in_order(renumbered(RECORDS)) == []
    assert oracles.o4_log_is_in_order(renumbered([*RECORDS[:3], *RECORDS[1:]])) == []
    assert oracles.o4_log_is_in_order(renumbered([RECORDS[0], *RECORDS[2:]]))
    assert oracles.o4_log_is_in_order(renumbered([RECORDS[1], RECORDS[0], *RECORDS[2:]]))
    assert oracles.o4_log_is_in_order(renumbered([*RECORDS, replace(RECORDS[0], value=b"{}")]))
    assert oracles.o4_log_is_in_order(renumbered([*RECORDS[:3], replace(RECORDS[3], partition=1)]))


def test_o5_sees_a_read_side_that_differs() -> None:
    right = read_side(LEARNED)

    def faults(found: ReadSide) -> list[str]:
        return oracles.o5_read_side_is_a_pure_fold(LEARNED, found, NOTHING_YET)

    assert faults(right) == []
    for name in ("ledger", "facts", "refers"):
        rows = getattr(right, name)
        assert rows
        for row in rows:
            assert len(faults(replace(right, **{name: rows - {row}}))) == 1
    for name in ("figures", "counts", "heard"):
        pairs = getattr(right, name)
        assert pairs
        for key in pairs:
            assert faults(replace(right, **{name: {other: pairs[other] for other in pairs if other != key}}))
    assert faults(replace(right, figures={key: (2 * n, 2 * d) for key, (n, d) in right.figures.items()}))
    assert faults(replace(right, facts=right.facts | {("project/other", 1)}))
    assert faults(read_side(LEARNED[:-1]))


def test_o5_asks_of_what_came_after_a_mark_alone() -> None:
    before, after = read_side(STORED), read_side(LEARNED)
    since = replace(NOTHING_YET, figures=before.figures, counts=before.counts, heard=before.heard)
    both = {key: before.figures.get(key, (0, 0)) for key in before.figures.keys() | after.figures.keys()}
    for key, (n, d) in after.figures.items():
        both[key] = (both[key][0] + n, both[key][1] + d)
    found = replace(after, figures=both, counts={**before.counts, **after.counts}, heard=before.heard)
    assert oracles.o5_read_side_is_a_pure_fold(LEARNED, found, since) == []
    assert oracles.o5_read_side_is_a_pure_fold(LEARNED, replace(found, figures=before.figures), since)


def test_o6_sees_what_was_not_read() -> None:
    right = read_side(STORED)

    assert oracles.o6_offsets_are_at_the_end(right, [log(STORED)]) == []
    assert oracles.o6_offsets_are_at_the_end(replace(right, offsets={(TOPIC, 0): 3}), [log(STORED)])
    assert oracles.o6_offsets_are_at_the_end(replace(right, offsets={}), [log(STORED)])
    assert oracles.o6_offsets_are_at_the_end(replace(right, parked=1), [log(STORED)])
