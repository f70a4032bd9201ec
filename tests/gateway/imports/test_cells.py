"""What stands in a cell is read as what was meant, or refused with the way to mend it."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from services.gateway.imports import cells
from services.gateway.imports.cells import Unreadable

FIRST_OF_MAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-01", "01/05/2024", "1/5/24", "1.5.2024", "01-05-2024", "1 May 2024", "1st May 2024", "Wed 1 May 2024",
        "01-May-24", "1 MAY 2024", "2024/05/01", "2024-05-01 09:30", "2024-05-01T09:30:00", "01/05/2024 09:30",
        " 01/05/2024\N{NO-BREAK SPACE}", date(2024, 5, 1), datetime(2024, 5, 1, 23, 30),  # noqa: DTZ001  as Excel has it
        45413, 45413.0,
        "2024-04-30T23:30:00Z", datetime(2024, 4, 30, 23, 30, tzinfo=UTC),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_forms_people_use(cell: Any) -> None:
    assert cells.day(cell) == FIRST_OF_MAY


@pytest.mark.parametrize(
    "cell",
    ["05/13/2024", "31/02/2024", "May 2024", "2024", "soon", "1/5", 12, 45413.5, True, time(9), float("inf"),
     "32 May 2024", "1 Mai 2024", "0/0/0000", "9999999999-01-01", "1/5/2024/6", "\x00"],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(cell: Any) -> None:
    with pytest.raises(Unreadable):
        cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "said"),
    [(4071.0, "4071"), (12, "12"), (1.5, "1.5"), ("'=SUM(A1)", "=SUM(A1)"), ("'quoted'", "'quoted'"), (True, "Yes"),
     (FIRST_OF_MAY, "2024-05-01"), ("  x\N{NO-BREAK SPACE}y ", "x y")],
)  # fmt: skip
def test_text_is_what_was_typed(cell: Any, said: str) -> None:
    assert cells.text(cell) == said


@pytest.mark.parametrize("cell", [1.0e15, 1.23457e18, float("nan")])
def test_a_number_that_excel_has_rounded_is_not_taken_for_a_text(cell: float) -> None:
    with pytest.raises(Unreadable, match="rounded"):
        cells.text(cell)


def test_a_number_that_excel_has_shortened_is_no_reference() -> None:
    with pytest.raises(Unreadable, match="shortened"):
        cells.code("1.23E+11")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234.5", 1234.5), ("72.7%", 72.7), ("£1,200", 1200), (4, 4), (4.25, 4.25), ("−3", -3), ("1e3", 1000)],
)
def test_a_number_is_read_as_it_is_written_in_britain(cell: Any, value: float) -> None:
    assert cells.number(cell) == value


@pytest.mark.parametrize("cell", ["1.234,5", "twelve", "", "12 or so", True, "1e999", float("inf"), "--1", "0x10"])
def test_what_is_no_number_is_not_guessed(cell: Any) -> None:
    with pytest.raises(Unreadable):
        cells.number(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("3.0 - Modest improvement", 3.0), ("3", 3.0), (2.5, 2.5), ("1.5: Planning", 1.5), ("4 Significant", 4.0)],
)
def test_a_score_may_bring_its_words(cell: Any, value: float) -> None:
    assert cells.score(cell) == value


def test_several_are_told_apart_by_commas_semicolons_and_lines() -> None:
    assert cells.several(cells.code)("RM1, RY3;RGP\nRM1,") == ["RM1", "RY3", "RGP"]


def test_a_choice_is_known_in_any_spelling_and_named_when_it_is_not() -> None:
    read = cells.choice({"Big I": "big_i", "None": "none", "Nothing": "none"})

    assert [read(one) for one in ("big i", "BIG-I", "Big “I”", " nothing ")] == ["big_i", "big_i", "big_i", "none"]
    with pytest.raises(Unreadable, match=r"^Choose one of: Big I, None\.$"):
        read("medium")


def test_an_address_is_the_same_in_capitals() -> None:
    assert cells.email("Sam.Taylor@Example.NHS.uk ") == "sam.taylor@example.nhs.uk"
    for cell in ("sam", "a b@c", "a@b@c", "x" * 300 + "@y"):
        with pytest.raises(Unreadable):
            cells.email(cell)


def test_a_patients_number_is_no_part_of_a_name() -> None:
    with pytest.raises(Unreadable):
        cells.name("Sam 943 476 5919")
