"""The filters at the head of every page, as a form that works by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from services.gateway.pages.asking import Answered, Choices
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import clock, moment
from services.gateway.pages.sources import Organisation

WHOLE_SYSTEM = "The whole system"


class Option(TypedDict):
    """As the select component takes it."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class FormView:
    action: str
    organisations: list[Option]
    years: list[Option]
    as_at: str
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[dict[str, str]]:
        """As the error summary component takes it: each error leads to its field."""
        return [{"text": said, "href": f"#{name}"} for name, said in self.errors.items()]


def form_view(
    action: str,
    filters: Filters,
    choices: Choices,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    named = {"": WHOLE_SYSTEM} | {each["code"]: _label(each) for each in choices.organisations}
    years = dict.fromkeys(sorted({*choices.years, filters.year} - {""}, reverse=True))
    return FormView(
        action=action,
        organisations=_options(named, filters.organisation),
        years=_options({year: year for year in years}, filters.year),
        as_at=clock(filters.as_at),
        errors=errors or {},
    )


def head(action: str, answer: Answered) -> dict[str, object]:
    """Return what pages of figures begin with: whose, of when, and the filters."""
    return {
        "subject": subject(answer.filters, answer.choices),
        "year": answer.filters.year,
        "known_by": known_by(answer.filters),
        "form": form_view(action, answer.filters, answer.choices),
    }


def subject(filters: Filters, choices: Choices) -> str:
    """Return whose figures these are, by name."""
    names = {each["code"]: each["name"] for each in choices.organisations}
    if not filters.organisation:
        return WHOLE_SYSTEM
    return names.get(filters.organisation, filters.organisation)


def known_by(filters: Filters) -> str:
    """Return the moment whose knowledge the page shows, or nothing when it is now."""
    return moment(filters.query()["as_at"]) if filters.as_at else ""


def _options(named: Mapping[str, str], chosen: str) -> list[Option]:
    """What was chosen stays chosen, even where it is no choice."""
    all_named = named if chosen in named else {**named, chosen: chosen}
    return [Option(value=value, text=text, selected=value == chosen) for value, text in all_named.items()]


def _label(organisation: Organisation) -> str:
    left = organisation["left_on"]
    return f"{organisation['name']} (left)" if left else organisation["name"]
