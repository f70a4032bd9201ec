"""Each oracle that is asked of running systems finds the fault that it is there for, and no other."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deploy.verification.oracles import (
    Fact,
    Liveness,
    LogOrder,
    Place,
    Seen,
    o2_streams_are_dense,
    o7_nothing_is_made_or_unmade,
    o8_everything_moves,
    o9_nobody_sees_what_is_anothers,
)
from deploy.verification.report import MOST_TOLD, Report

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fact(stream: str, version: int, seconds: int | None = None, **more: object) -> Fact:
    at = BEGIN + timedelta(seconds=version if seconds is None else seconds)
    return Fact(stream, version, at, "project.started", "RGP", b"digest")._replace(**more)


DENSE = [fact(stream, version) for stream in ("project/a", "project/b") for version in (1, 2, 3)]


def test_o2_sees_gaps_repeats_and_clocks_that_stand_still() -> None:
    assert list(o2_streams_are_dense(DENSE)) == []
    assert list(o2_streams_are_dense([*DENSE[:1], *DENSE[2:]])) == ["project/a has version 3 where 2 belongs"]
    assert list(o2_streams_are_dense(DENSE[4:])) == ["project/b has version 2 where 1 belongs"]
    repeated = list(o2_streams_are_dense([DENSE[0], DENSE[0]]))
    assert repeated[0] == "project/a has version 1 where 2 belongs"
    assert len(repeated) == 2
    still = [DENSE[0], fact("project/a", 2, seconds=1)]
    assert list(o2_streams_are_dense(still)) == ["project/a version 2 was recorded no later than the one before"]


def places(facts: list[Fact]) -> dict[Fact, Place]:
    """Return where each fact stands in a store that kept them in this order."""
    at = {one[:2]: number for number, one in enumerate(facts, 1)}
    return {one: Place(number, at.get((one.stream, one.version - 1))) for number, one in enumerate(facts, 1)}


WHERE = places(DENSE)


def taken(facts: list[Fact], order: LogOrder | None = None) -> list[str]:
    order = order or LogOrder(len(DENSE))
    return [words for one in facts if (words := order.take("0:0", one, one, WHERE[one]))]


@given(st.lists(st.sampled_from(DENSE)))
def test_o4_allows_what_comes_again_and_never_what_comes_too_early(records: list[Fact]) -> None:
    seen: set[tuple[str, int]] = set()
    early = 0
    for one in records:
        if one.version > 1 and one[:2] not in seen and (one.stream, one.version - 1) not in seen:
            early += 1
        seen.add(one[:2])
    order = LogOrder(len(DENSE))
    assert len(taken(records, order)) == early
    assert (order.records, order.repeats) == (len(records), len(records) - len(seen))
    assert [one for one in DENSE if order.has(WHERE[one].position)] == [one for one in DENSE if one[:2] in seen]


def test_o3_sees_what_no_store_has_and_what_is_otherwise_there() -> None:
    order = LogOrder(6)
    one = DENSE[0]
    assert order.take("0:7", one, None, None) == "0:7 holds project/a version 1, which no store has"
    other = one._replace(digest=b"other")
    assert order.take("0:7", other, one, WHERE[one]) == "0:7 holds project/a version 1 otherwise than its store"
    assert not order.has(1)
    assert not order.has(99)
    assert LogOrder(0).seen == bytearray(1)
    assert len(LogOrder(8).seen) == 2


def test_o7_sees_what_is_more_in_one_place_than_in_another() -> None:
    one = Counter({("RGP", "a"): 3, ("RGP", "b"): 1})
    assert list(o7_nothing_is_made_or_unmade({"stored": one, "read": one})) == []
    less = Counter({("RGP", "a"): 2, ("RM1", "a"): 1, ("RGP", "b"): 1})
    assert list(o7_nothing_is_made_or_unmade({"stored": one, "read": less})) == [
        "RGP a: 3 stored, 2 read",
        "RM1 a: 0 stored, 1 read",
    ]


def test_o8_sees_what_stands_still_what_is_silent_and_what_waits() -> None:
    fine = [Liveness("a", timedelta()), Liveness("b", MINUTE)]
    assert list(o8_everything_moves(fine, MINUTE)) == []
    wrong = [Liveness("a", 2 * MINUTE), Liveness("b", None), Liveness("c", timedelta(), 2)]
    assert list(o8_everything_moves(wrong, MINUTE)) == [
        "a is 120 s behind", "b never said how far it is", "c: 2 wait for somebody",
    ]  # fmt: skip


def test_o9_sees_what_is_under_another() -> None:
    assert list(o9_nobody_sees_what_is_anothers([Seen("RGP", "x", "RGP")])) == []
    assert list(o9_nobody_sees_what_is_anothers([Seen("RM1", "x", "RGP")])) == ["x of RGP is under RM1"]


def test_a_report_counts_all_faults_and_tells_some() -> None:
    report = Report()
    finding = report.finding("O2", "streams are dense", "facts")
    assert report.holds
    assert finding.line.endswith("holds")
    for number in range(MOST_TOLD + 5):
        finding.note(f"fault {number}")
    assert not report.holds
    assert report.finding("O2", "", "") is finding
    assert (finding.faults, len(finding.told)) == (MOST_TOLD + 5, MOST_TOLD)
    assert finding.line.endswith(f"{MOST_TOLD + 5} FAULTS")
    assert len(report.lines()) == MOST_TOLD + 2
    assert report.document()["oracles"]["O2"]["faults"] == MOST_TOLD + 5
