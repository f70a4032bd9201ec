"""What every fact is: its form, the values its fields can hold, and what is added when it is kept."""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

from msgspec import Meta, Struct, UnsetType

UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
FIRST_DAY = date(1948, 7, 5)
"""The earliest day a fact can be dated: the day the NHS began."""

# `prose` marks free text, which is searched for patient identifiers; codes, keys and references are not.
_PROSE = {"prose": True, "says": "A text with at least one character that is no white space."}
_CODE = {"says": "An organisation's code: letters, digits and the characters . _ - only."}
_KEY = {"says": "A UUID in lower case."}
Text = Annotated[str, Meta(max_length=10_000, pattern=r"\S", extra=_PROSE)]
OptionalText = Annotated[str, Meta(max_length=10_000, extra={"prose": True})] | UnsetType
Title = Annotated[str, Meta(max_length=300, pattern=r"\S", extra=_PROSE)]
Reference = Annotated[str, Meta(max_length=100)] | UnsetType
"""An organisation's own identifier for a thing; exempt from the search for patient identifiers."""
Unit = Annotated[str, Meta(max_length=100, pattern=r"\S", extra=_PROSE)]
Place = Annotated[str, Meta(max_length=300, pattern=r"\S", extra=_PROSE)]
"""A site, by the name that its organisation gives it."""
Tag = Annotated[str, Meta(max_length=100, pattern=r"\S", extra=_PROSE)]
Url = Annotated[
    str, Meta(max_length=2_000, pattern=r"\Ahttps?://\S+\Z", extra={"says": "A web address, http or https."})
]
OrganisationCode = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z", extra=_CODE)]
PersonKey = Annotated[str, Meta(pattern=rf"\A{UUID_PATTERN}\Z", extra=_KEY)]
StreamId = Annotated[str, Meta(pattern=rf"\A{UUID_PATTERN}\Z", extra=_KEY)]
SignatoryRole = Annotated[str, Meta(max_length=100, pattern=r"\S")]
"""`medical_director`, `director_of_nursing` or another role that the organisation names."""
SubmittedId = Annotated[str, Meta(min_length=1, max_length=200)]
FinancialYear = Annotated[
    str,
    Meta(
        pattern=r"\A[0-9]{4}/[0-9]{2}\Z",
        extra={"check": "financial_year", "says": "A financial year reads like 2022/23."},
    ),
]
_DAY = {"says": "A day of the calendar, as YYYY-MM-DD."}
Day = Annotated[date, Meta(extra=_DAY)]
Plan = Annotated[date, Meta(extra={**_DAY, "plan": True})]
"""A day that may lie in the future, because it is a plan and not a fact."""
Score = Annotated[float, Meta(ge=0.5, le=5.0, multiple_of=0.5, extra={"refusal": "ScoreNotOnScale"})]
"""A progress score on the IHI scale: ten half points from 0.5 to 5.0."""


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One type of fact. Subclasses say its wire name in `type` and the role that may say it.

    It holds values alone, so it is in no cycle, and the collector need not look at it.
    """

    type: ClassVar[str]
    role: ClassVar[str] = "submitter"
    said_as: ClassVar["builtins.type[Event] | None"] = None
    """The form in which it is submitted, where the service adds to what it keeps."""
    kept_before: ClassVar["tuple[builtins.type[Event], ...]"] = ()
    """The forms, each a `Superseded`, in which earlier releases kept it."""


class Recorded(Struct, frozen=True, kw_only=True, gc=False):
    """A fact that was accepted, with what the owning service added when it kept it."""

    stream: str
    version: int
    """Its place in the stream, counted from 1."""
    id: str
    source: str
    organisation: str
    """Who said it."""
    time: datetime
    recorded_at: datetime
    """When it was learned, by the owning service's clock; later than the stream's fact before."""
    event: Event


class FactWithdrawn(Event, frozen=True, kw_only=True):
    """Takes back one fact of the stream, as if it had never been said. One subclass a category."""

    event_id: SubmittedId
    reason: Text


class Said(Protocol):
    """Anything that remembers under which identity, and by whom, it was said."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def organisation(self) -> str: ...


S = TypeVar("S", bound=Said)


def meant(event_id: str, by: Said, said: Sequence[S]) -> S | None:
    """Return which of `said`, in the order of the stream, a fact means that names `event_id`.

    If several were submitted under it: the one of the same organisation and source, else the last.
    """
    named = [one for one in said if one.id == event_id]
    own = [one for one in named if (one.organisation, one.source) == (by.organisation, by.source)]
    return own[-1] if own else named[-1] if named else None


def withdrawal(category: str) -> type[FactWithdrawn]:
    """Return the type `<category>.fact_withdrawn`."""
    name = f"{category.capitalize()}FactWithdrawn"
    kind: Any = type(FactWithdrawn)
    made: type[FactWithdrawn] = kind(
        name, (FactWithdrawn,), {"type": f"{category}.fact_withdrawn", "__module__": __name__}
    )
    return made


@dataclass(frozen=True, kw_only=True)
class Category:
    """One kind of stream: its facts, and how its identifiers look."""

    name: str
    events: tuple[type[Event], ...]
    id_pattern: str = rf"\A{UUID_PATTERN}\Z"
    id_words: str = "a lower-case UUID"


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What one service publishes: its topic and its kinds of stream."""

    service: str
    topic: str
    categories: tuple[Category, ...]

    @cached_property
    def category_of(self) -> dict[str, Category]:
        """Every kind of stream by its name."""
        return {category.name: category for category in self.categories}

    @cached_property
    def types(self) -> dict[str, tuple[Category, type[Event]]]:
        """Every type of fact by its wire name, with its category."""
        return {event.type: (category, event) for category in self.categories for event in category.events}
