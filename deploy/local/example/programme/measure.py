"""The organisations agree on the strategy's measures, object, and try one of their own."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.days import STRATEGY_YEAR, first_day, working_day, written
from deploy.local.example.plan import WRITTEN_IN
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, submission

STRATEGY = (
    "modest-improvement",
    "patient-involvement",
    "people-trained",
    "publications",
    "projects-coached",
    "improvement-space",
    "monthly-cafe",
    "finance-engagement",
    "sustainable-projects",
    "dashboard-agreed",
    "ics-places",
    "innovations-spread",
    "nmahp-internal",
    "nmahp-external",
)
# The day on which each organisation's board agreed.
AGREED_ON = {
    "RGP": date(2022, 9, 15),
    "RM1": date(2022, 10, 11),
    "RY3": date(2022, 11, 8),
    "RCX": date(2023, 1, 17),
    "RMY": date(2023, 1, 31),
    "QMM": date(2023, 2, 14),
    "RYC": date(2023, 3, 7),
}
DOUBTER, DOUBTFUL = "RYC", "patient-involvement"
DOUBTS = "Our crews meet patients once; the levels do not fit that."
CONVINCED_ON = date(WRITTEN_IN, 5, 12)
SECOND_THOUGHTS, THOUGHT_OVER = "RMY", "nmahp-external"
OBJECTED_ON = date(WRITTEN_IN, 10, 6)
TRIAL = "days-to-improvement"


def told(year: int) -> Iterator[Submission]:
    """Yield what is said of measures in a year."""
    if year == STRATEGY_YEAR:
        yield from _agreement()
        yield from _trial()
    if year == WRITTEN_IN:
        note = "Our crews and patients have agreed on what involvement means for them."
        yield _stand(DOUBTER, DOUBTFUL, "agreed", CONVINCED_ON, note=note)
        note = "The scholarship should count by employer at completion."
        yield _stand(SECOND_THOUGHTS, THOUGHT_OVER, "objected", OBJECTED_ON, note=note)
    yield from _slip(year)


def _agreement() -> Iterator[Submission]:
    for organisation, day in AGREED_ON.items():
        for slug in STRATEGY:
            if (organisation, slug) == (DOUBTER, DOUBTFUL):
                yield _stand(organisation, slug, "objected", day, note=DOUBTS)
            else:
                yield _stand(organisation, slug, "agreed", day)


def _trial() -> Iterator[Submission]:
    """Yield a measure that was proposed, improved, and given up."""
    yield _proposed(1, date(2022, 6, 7), "days from registration to a score of 3.0, the median of the year")
    yield _stand("RGP", TRIAL, "agreed", date(2022, 6, 21))
    yield _stand("RM1", TRIAL, "objected", date(2022, 7, 5), note="Paused projects would look slow.")
    yield _proposed(2, date(2022, 9, 6), "days from registration to a score of 3.0 without pauses, the median")
    yield _stand("RM1", TRIAL, "agreed", date(2022, 9, 20), version=2)
    day = date(2023, 2, 7)
    data: dict[str, object] = {"on": day.isoformat(), "reason": "Nobody did anything differently because of it."}
    yield submission("RGP", f"measure/{TRIAL}", Said("retired", "measure.retired", day, data))


def _proposed(version: int, day: date, counts: str) -> Submission:
    data: dict[str, object] = {
        "version": version,
        "title": "Days to a modest improvement",
        "words": "Projects show a modest improvement within half a year.",
        "why": "Teams lose heart when nothing moves for months.",
        "unit": "days",
        "direction": "decrease",
        "counts": counts,
        "numerator": "The median number of days.",
        "exclusions": "Audits and evaluations, voided projects.",
        "attribution": "The lead organisation on the day of the score.",
        "owner": "Improvement team, James Paget",
        "review_on": "2023-03-31",
    }
    return submission("RGP", f"measure/{TRIAL}", Said(f"proposed-{version}", "measure.proposed", day, data))


def _stand(organisation: str, slug: str, word: str, day: date, *, version: int = 1, note: str = "") -> Submission:
    data: dict[str, object] = {"organisation": organisation, "version": version, "on": day.isoformat()}
    if note:
        data["note"] = note
    said = Said(f"{organisation}/{word}/{day}", f"measure.{word}", day, data)
    return submission(organisation, f"measure/{slug}", said)


def _slip(year: int) -> Iterator[Submission]:
    """Yield a target with a nought too many, taken back before anybody saw it."""
    day = working_day(first_day(year) + timedelta(days=40))
    subject = "measure/people-trained"
    data: dict[str, object] = {"organisation": "RM1", "target": 400, "financial_year": written(year)}
    slip = Said(f"RM1/{year}/slip", "measure.target_set", day, data)
    yield submission("RM1", subject, slip)
    reason = "A nought too many: forty people."
    yield submission("RM1", subject, taken_back(slip, identifier(subject, slip.key), day, reason), minute=12)
