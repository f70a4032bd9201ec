"""The shared library."""

from collections.abc import Iterator
from datetime import timedelta

from deploy.local.example.days import between, first_day, last_day, working_day
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

LIBRARY = (
    ("RGP", "Driver diagram template", "template", "drivers"),
    ("RGP", "How to read a run chart", "guide", "measurement"),
    ("RM1", "PDSA planning sheet", "template", "testing"),
    ("RMY", "Working with experts by experience", "guide", "involvement"),
    ("RY3", "Sustainability in your project: ten questions", "tool", "sustainability"),
    ("RCX", "Safer handover at night: the poster", "poster", "safety"),
    ("QMM", "How three trusts shortened one pathway", "story", "system"),
)
OUTDATED, STILL_GOOD = 2, 5


def told(year: int) -> Iterator[Submission]:
    """Yield what is published in a year, each year's edition as its own."""
    for number, (organisation, title, kind, tag) in enumerate(LIBRARY):
        name = identifier("resource", str(year), title)
        day = between(first_day(year), last_day(year), 0.26 + 0.09 * number)
        data: dict[str, object] = {
            "title": f"{title} ({day.year} edition)",
            "kind": kind,
            "url": f"https://library.example/{name}",
            "tags": [tag],
        }
        published = Said("published", "resource.published", day, data)
        later = working_day(day + timedelta(days=45))
        withdrawn = Said("withdrawn", "resource.withdrawn", later, {"on": later.isoformat(), "reason": "Outdated."})
        subject = f"resource/{name}"
        sayings = [published]
        if number in {OUTDATED, STILL_GOOD}:
            sayings.append(withdrawn)
        if number == STILL_GOOD:
            back = working_day(later + timedelta(days=2))
            sayings.append(taken_back(withdrawn, identifier(subject, "withdrawn"), back, "It is the current one."))
        yield from spoken(organisation, subject, sayings)
