"""When a year's figures are frozen, and by whom."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from shared.contracts.agreements import SnapshotFrozen
from shared.contracts.examples.agreements import FROZEN
from shared.contracts.form import conform
from shared.refusals import AlreadySaid, NotAMember, NotYetHappened, OutOfRange, RoleRequired
from tests.given import given


def as_at(moment: datetime) -> SnapshotFrozen:
    return msgspec.structs.replace(FROZEN, as_at=moment)


def test_any_member_freezes_a_snapshot() -> None:
    for organisation in ("RGP", "RM1", "QMM"):
        given().when(FROZEN, by=organisation, roles=frozenset({"qi_lead"})).then()


def test_a_stranger_freezes_nothing() -> None:
    given().when(FROZEN, by="NEW").refused(NotAMember)


def test_freezing_needs_the_lead_for_quality_improvement() -> None:
    given().when(FROZEN, roles=frozenset({"submitter"})).refused(RoleRequired)


def test_a_snapshot_is_frozen_once() -> None:
    given(FROZEN).when(FROZEN).refused(AlreadySaid)
    given(FROZEN).when(FROZEN, by="RM1").refused(AlreadySaid)


def test_nothing_is_known_yet_of_tomorrow() -> None:
    given().when(as_at(datetime(2023, 9, 30, 12, tzinfo=UTC))).refused(NotYetHappened, field="as_at")


def test_tomorrow_begins_at_midnight_in_london() -> None:
    before, after = datetime(2023, 9, 29, 22, 59, tzinfo=UTC), datetime(2023, 9, 29, 23, 0, tzinfo=UTC)
    given().when(as_at(before), today=date(2023, 9, 29)).then()
    given().when(as_at(after), today=date(2023, 9, 29)).refused(NotYetHappened, field="as_at")


@pytest.mark.parametrize(
    "moment",
    ["2023-04-18", "2023-04-18T16:00:00", "1948-07-04T12:00:00Z", "0001-01-01T00:00:00+14:00", "", 5, True,
     "9999-12-31T23:59:59-14:00", "2023-02-30T16:00:00Z"],
)  # fmt: skip
def test_a_moment_has_an_offset_and_lies_in_the_time_of_the_nhs(moment: object) -> None:
    with pytest.raises(OutOfRange) as refused:
        conform(SnapshotFrozen, {"financial_year": "2022/23", "as_at": moment, "label": "Board report"})
    assert refused.value.field == "as_at"
