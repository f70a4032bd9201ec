"""The lists: what each is of, by what it can be narrowed, and what it leaves out unless it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from services.metrics.register import filters
from services.metrics.register.filters import IN_YEAR, SINCE, UNTIL, YES_NO, Filter, any_of, named
from shared.contracts.project import Dimension, Kind

_CALENDAR: dict[str, Filter] = {"year": IN_YEAR, "from": SINCE, "until": UNTIL}


@dataclass(frozen=True)
class Listing:
    """One list."""

    category: str
    filters: Mapping[str, Filter]
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """What a parameter is when it is not given."""
    by_anyone: bool = False
    """Whether its organisations need never have joined: a publication names any."""


LISTS: Mapping[str, Listing] = {
    "projects": Listing(
        "project",
        {
            "organisation": named(reveals="lead_organisation"),
            "partner": named(reveals="partner_organisations"),
            "status": any_of("registered", "running", "paused", "completed", "cancelled", reveals="status"),
            "kind": any_of(*get_args(Kind), reveals="kind"),
            "year": IN_YEAR,
            "score": filters.SCORED,
            "involvement": any_of("none", "little_i", "big_i", reveals="involvement"),
            "sustainability": any_of(*YES_NO, reveals="sustainability"),
            "learning": any_of(*YES_NO, reveals="learning"),
            "ambition": any_of("1", "2", "3", "4", reveals="ambitions"),
            "dimension": any_of(*get_args(Dimension), reveals="quality_dimensions"),
            "coached": any_of(*YES_NO, reveals="coached"),
            "financial": any_of(*YES_NO, reveals="has_financial_effect"),
            "division": named(reveals="division"),
            "site": named(reveals="site"),
            "lead_person": named(reveals="lead_person"),
        },
    ),
    "learning": Listing(
        "learning",
        {
            "organisation": named(),
            "project": named(),
            "tag": filters.TAGGED,
            "audience": any_of("organisation", "system"),
        }
        | _CALENDAR,
    ),
    "resources": Listing(
        "resource",
        {
            "organisation": named(),
            "kind": any_of("tool", "template", "guide", "poster", "story"),
            "tag": filters.TAGGED,
            "status": any_of("published", "withdrawn"),
        },
        otherwise={"status": "published"},
    ),
    "cafes": Listing(
        "cafe",
        {
            "organisation": named(),
            "status": any_of("scheduled", "held", "cancelled"),
            "open_to_all_staff": any_of(*YES_NO),
        }
        | _CALENDAR,
    ),
    "courses": Listing(
        "course", {"organisation": named(), "class": filters.OF_CLASS, "ics_programme": any_of(*YES_NO)}
    ),
    "sessions": Listing(
        "session", {"organisation": named(), "course": named(), "status": any_of("scheduled", "cancelled")} | _CALENDAR
    ),
    "innovations": Listing("innovation", {"organisation": named(), "stage": filters.AT_STAGE}),
    "publications": Listing(
        "publication",
        {
            "organisation": named(),
            "kind": any_of("journal_article", "preprint", "abstract", "poster"),
            "relevant": any_of(*YES_NO),
            "status": any_of("published", "retracted"),
            "project": named(),
        }
        | _CALENDAR,
        by_anyone=True,
    ),
}
"""By the last part of its address."""
