"""Advisers are registered and retire."""

from collections.abc import Iterator
from datetime import date

from deploy.local.example.advisers import HOW_MANY, RETIRED_ON, advisers
from deploy.local.example.days import STRATEGY_YEAR
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

REGISTERED_ON = date(2022, 3, 1)
BOARD = "QMM"
BOARD_REGISTERED_ON = date(2022, 7, 12)


def told(year: int) -> Iterator[Submission]:
    """Yield who advises since when, once for all years."""
    if year != STRATEGY_YEAR:
        return
    for organisation in HOW_MANY:
        first = BOARD_REGISTERED_ON if organisation == BOARD else REGISTERED_ON
        for number, person in enumerate(advisers(organisation)):
            subject = f"adviser/{person}"
            sayings = [_said("registered", organisation, first), *_turns(organisation, number, subject)]
            yield from spoken(organisation, subject, sayings)


def _turns(organisation: str, number: int, subject: str) -> Iterator[Said]:
    if (organisation, number) in RETIRED_ON:
        yield _said("retired", organisation, RETIRED_ON[organisation, number])
    match organisation, number:
        case "RGP", 1:
            # A year of leave between.
            yield _said("retired", organisation, date(2023, 4, 14))
            yield _said("registered", organisation, date(2024, 4, 15), "-again")
        case "RM1", 1:
            retired = _said("retired", organisation, date(2022, 12, 5))
            yield retired
            reason = "They change wards and go on advising."
            yield taken_back(retired, identifier(subject, retired.key), date(2022, 12, 9), reason)


def _said(word: str, organisation: str, day: date, again: str = "") -> Said:
    data: dict[str, object] = {"organisation": organisation, "on": day.isoformat(), "level": "QI adviser"}
    return Said(word + again, f"adviser.{word}", day, data)
