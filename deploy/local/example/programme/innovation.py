"""Proven national innovations on their way through the sites."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from deploy.local.example.days import STRATEGY_YEAR, between, first_day, last_day, working_day
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

PAGET, NEWBERRY = "James Paget University Hospital", "Newberry Clinic"
NORWICH, CROMER = "Norfolk and Norwich University Hospital", "Cromer and District Hospital"


@dataclass(frozen=True)
class Innovation:
    """What it is, and what each site says of it: organisation, site, stage, and when in the year."""

    title: str
    programme: str
    stages: tuple[tuple[str, str, str, float], ...]


FIRST_YEAR = (
    Innovation(
        "FeNO testing for people with asthma",
        "Accelerated Access Collaborative: Rapid Uptake Products",
        (
            ("RGP", PAGET, "considered", 0.1),
            ("RGP", PAGET, "approved", 0.18),
            ("RGP", PAGET, "piloted", 0.27),
            ("RGP", PAGET, "adopted", 0.45),
            ("RGP", NEWBERRY, "piloted", 0.5),
            ("RGP", NEWBERRY, "adopted", 0.66),
            ("RM1", NORWICH, "adopted", 0.7),
            ("RM1", CROMER, "piloted", 0.75),
        ),
    ),
    Innovation(
        "Placental growth factor testing for pre-eclampsia",
        "Accelerated Access Collaborative: Rapid Uptake Products",
        (
            ("RGP", PAGET, "considered", 0.2),
            ("RGP", PAGET, "adopted", 0.5),
            ("RGP", PAGET, "discontinued", 0.72),
            ("RGP", NEWBERRY, "adopted", 0.85),
            ("RM1", NORWICH, "adopted", 0.4),
            ("RM1", CROMER, "adopted", 0.9),
            ("RCX", "The Queen Elizabeth Hospital", "considered", 0.93),
        ),
    ),
)
EVERY_YEAR = (
    Innovation(
        "ESCAPE-pain groups for knee and hip pain",
        "NHS Innovation Accelerator",
        (
            ("RY3", "Kelling Hospital", "adopted", 0.3),
            ("RGP", PAGET, "piloted", 0.2),
            ("RGP", PAGET, "adopted", 0.4),
            ("RGP", NEWBERRY, "piloted", 0.55),
            ("RY3", "Dereham Hospital", "adopted", 0.6),
        ),
    ),
)
BY = "RGP"


def told(year: int) -> Iterator[Submission]:
    """Yield what is registered in a year, and how far the sites come."""
    for innovation in FIRST_YEAR if year == STRATEGY_YEAR else EVERY_YEAR:
        subject = f"innovation/{identifier('innovation', str(year), innovation.title)}"
        yield from spoken(BY, subject, [_registered(year, innovation)])
        for place, (organisation, site, stage, share) in enumerate(innovation.stages):
            day = between(first_day(year), last_day(year), share)
            data: dict[str, object] = {
                "organisation": organisation,
                "site": site,
                "stage": stage,
                "on": day.isoformat(),
            }
            yield from spoken(organisation, subject, [Said(f"{place}-{stage}", "innovation.stage_reached", day, data)])
        yield from _in_error(year, subject)


def _registered(year: int, innovation: Innovation) -> Said:
    day = working_day(first_day(year) + timedelta(days=18))
    data: dict[str, object] = {
        "title": innovation.title,
        "programme": innovation.programme,
        "evidence_url": "https://www.england.nhs.uk/aac/",
        "spread_sites": 2,
    }
    return Said("registered", "innovation.registered", day, data)


def _in_error(year: int, subject: str) -> Iterator[Submission]:
    day = between(first_day(year), last_day(year), 0.58)
    data: dict[str, object] = {"organisation": "RMY", "site": "Hellesdon Hospital", "stage": "adopted"}
    wrong = Said("in-error", "innovation.stage_reached", day, data | {"on": day.isoformat()})
    back = taken_back(
        wrong, identifier(subject, wrong.key), working_day(day + timedelta(days=1)), "We only looked at it."
    )
    yield from spoken("RMY", subject, [wrong, back])
