"""Who is next in each stream: whatever comes, however often, in whichever order, each fact is let through in turn."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.projects import PROJECTS
from shared.kafka import Record
from shared.line import Line, addressed
from shared.parking import Parked

TOPIC = "qi.projects"
FIRST = datetime(2022, 5, 1, tzinfo=UTC)


def record(
    stream: str, version: int, value: bytes = b'{"on":"2022-05-01"}', kind: bytes = b"project.started"
) -> Record:
    at = (FIRST + timedelta(seconds=version)).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
    headers = [
        ("ce_id", b"x"), ("ce_source", b"urn:test"), ("ce_type", kind), ("ce_subject", stream.encode()),
        ("ce_time", at), ("ce_organisation", b"RGP"), ("ce_version", str(version).encode()), ("ce_recordedat", at),
    ]  # fmt: skip
    return Record(TOPIC, 0, version, stream.encode(), value, headers)


def line(versions: dict[str, int] | None = None, unfit: dict[tuple[str, int], str] | None = None) -> Line:
    return Line({TOPIC: PROJECTS}, versions or {}, {}, unfit or {})


def let_through(one: Line, *records: Record) -> list[tuple[str, int]]:
    found, lost = addressed(records)
    assert lost == []
    return [(fact.stream, fact.version) for where, record in found for fact in one.enter(where, record)]


def names(parked: list[Parked]) -> list[tuple[str, int, str]]:
    return [(one.where.stream, one.where.version, one.reason) for one in parked]


ARRIVALS = st.integers(1, 8).flatmap(
    lambda most: st.tuples(
        st.just(most), st.lists(st.integers(1, most), max_size=8), st.permutations(range(1, most + 1))
    )
)


@given(ARRIVALS)
def test_every_order_and_every_repeat_lets_each_fact_through_once_and_in_turn(
    arrival: tuple[int, list[int], list[int]],
) -> None:
    most, repeats, order = arrival
    one = line()

    seen = let_through(one, *(record("project/a", version) for version in [*repeats, *order, *repeats]))

    assert seen == [("project/a", version) for version in range(1, most + 1)]
    assert one.versions == {"project/a": most}
    assert one.waiting.get("project/a", []) == []
    assert len(one.released) == len(one.parked)


@given(st.sets(st.integers(2, 9)))
def test_what_waits_for_a_fact_that_never_comes_waits_once_each(versions: set[int]) -> None:
    one = line()
    assert let_through(one, *(record("project/a", version) for version in [*versions, *versions])) == []
    assert {version for _, version, _ in names(one.parked)} == versions
    assert len(one.parked) == len(versions)
    assert all(reason == "version 1 of its stream has not come yet" for _, _, reason in names(one.parked))


def test_a_fact_waits_only_for_its_own_stream() -> None:
    one = line()
    seen = let_through(one, record("project/a", 2), record("project/b", 1), record("project/a", 1))
    assert seen == [("project/b", 1), ("project/a", 1), ("project/a", 2)]
    assert names(one.released) == [("project/a", 2, "version 1 of its stream has not come yet")]


def test_a_stream_goes_on_where_it_was() -> None:
    one = line({"project/a": 3})
    assert let_through(one, record("project/a", 3), record("project/a", 4)) == [("project/a", 4)]
    assert one.parked == []


@pytest.mark.parametrize(
    "poison", [record("project/a", 1, b"{"), record("project/a", 1, kind=b"project.exploded")], ids=["value", "type"]
)
def test_what_cannot_be_read_waits_and_so_does_what_follows_it(poison: Record) -> None:
    one = line()
    assert let_through(one, poison, record("project/a", 2), record("project/b", 1)) == [("project/b", 1)]
    assert [(stream, version) for stream, version, _ in names(one.parked)] == [("project/a", 1), ("project/a", 2)]
    assert one.parked[0].record is poison
    assert one.parked[0].reason not in {None, "None", ""}
    assert one.versions == {"project/b": 1}


def test_what_is_unfit_waits_with_its_reason_also_when_it_had_waited_before() -> None:
    one = line(unfit={("project/a", 2): "a defect"})
    assert let_through(one, record("project/a", 2), record("project/a", 3), record("project/a", 1)) == [
        ("project/a", 1)
    ]
    assert [version for _, version, _ in names(one.parked)] == [2, 3]
    assert one.released == []
    assert one.versions == {"project/a": 1}
    alone, first = line(unfit={("project/a", 1): "a defect"}), record("project/a", 1)
    assert let_through(alone, first) == []
    assert [(waits.record, waits.reason) for waits in alone.parked] == [(first, "a defect")]


def test_what_names_no_place_is_told_apart() -> None:
    found, lost = addressed([record("project/a", 1), Record(TOPIC, 0, 2, None, b"", [("ce_version", b"x")])])
    assert [where.version for where, _ in found] == [1]
    assert [(one.record.offset, one.reason[:24]) for one in lost] == [(2, "no stream and version in")]
