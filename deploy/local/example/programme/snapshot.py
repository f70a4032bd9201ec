"""The year's figures as the board saw them, frozen ten working days or so after its end."""

from collections.abc import Iterator
from datetime import date

from deploy.local.example.days import working_day, written
from deploy.local.example.said import Said
from deploy.local.example.submission import Submission, identifier, submission


def told(year: int) -> Iterator[Submission]:
    """Yield the snapshots of half-year and year."""
    for label, nominal in (("half-year report", date(year, 10, 14)), ("annual report", date(year + 1, 4, 17))):
        day = working_day(nominal)
        data: dict[str, object] = {
            "financial_year": written(year),
            "as_at": f"{day}T08:00:00Z",
            "label": f"Quality account {written(year)}, {label}",
        }
        subject = f"snapshot/{identifier('snapshot', str(year), label)}"
        yield submission("RGP", subject, Said("frozen", "snapshot.frozen", day, data))
