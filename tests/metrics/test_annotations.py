"""What stands beside a measure's months."""

from datetime import UTC, date, datetime

from services.metrics.agreement import Agreement, Statement
from services.metrics.annotations import annotations
from services.metrics.frozen import Snapshot
from services.metrics.period import month_of
from services.metrics.subjects.organisation import Organisation

MONTHS = (month_of(date(2022, 4, 1)), month_of(date(2023, 3, 1)))
JOINED = date(2021, 4, 1)


def board(at: datetime, by: str = "RGP") -> Snapshot:
    return Snapshot("one", f"Board of {by}", "2022/23", at, by, at)


def agreement(*statements: Statement) -> Agreement:
    members = {code: Organisation(code, code, kind, JOINED) for code, kind in (("RGP", "trust"), ("QMM", "icb"))}
    return Agreement(organisations=members, statements={("modest-improvement", "RGP"): list(statements)})


def told(one: Agreement, *boards: Snapshot, organisation: str = "RGP") -> list[tuple[str, str]]:
    found = annotations(one, "modest-improvement", organisation, boards, MONTHS)
    return [(each["kind"], each["on"]) for each in found]


def test_an_organisation_is_told_when_its_own_board_looked_and_the_systems() -> None:
    boards = [board(datetime(2022, month, 9, 9, tzinfo=UTC), by) for month, by in ((7, "RGP"), (6, "QMM"), (5, "RM1"))]
    assert told(agreement(), *boards) == [("board", "2022-06-09"), ("board", "2022-07-09")]
    assert told(agreement(), *boards, organisation="") == [("board", "2022-06-09")]


def test_the_day_is_londons() -> None:
    assert told(agreement(), board(datetime(2022, 6, 30, 23, 30, tzinfo=UTC))) == [("board", "2022-07-01")]


def test_only_what_lies_between_the_first_and_the_last_month_is_told() -> None:
    days = [datetime(year, month, 15, 9, tzinfo=UTC) for year, month in ((2022, 3), (2022, 4), (2023, 3), (2023, 4))]
    assert told(agreement(), *map(board, days)) == [("board", "2022-04-15"), ("board", "2023-03-15")]


def test_of_many_boards_the_latest_are_told() -> None:
    boards = [board(datetime(2022, month, 9, 9, tzinfo=UTC)) for month in range(4, 13)]
    assert [on for _, on in told(agreement(), *boards)] == [f"2022-{month:02}-09" for month in range(7, 13)]


def test_another_definition_is_told_from_the_day_on_which_somebody_first_agreed_to_it() -> None:
    said = [
        Statement(date(2022, 5, 1), 1, 1, agrees=True),
        Statement(date(2022, 8, 9), 2, 2, agrees=True),
        Statement(date(2022, 8, 2), 3, 2, agrees=True),
        Statement(date(2022, 7, 1), 4, 3, agrees=False),
    ]
    assert told(agreement(*said)) == [("version", "2022-08-02")]
