"""What the pages ask of the read side, and the shape of its answers."""

from collections.abc import Mapping
from typing import Any, NotRequired, Protocol, TypedDict

Answer = tuple[int, dict[str, Any]]


class Reading(Protocol):
    """The way to the figures: an HTTP status and the JSON that came with it."""

    async def get(self, path: str, query: Mapping[str, str], caller: object) -> Answer: ...


class Definition(TypedDict):
    slug: str
    title: str
    words: str
    why: str
    unit: str
    direction: str
    ambition: int | None
    counts: str
    numerator: str
    denominator: str | None
    exclusions: str | None
    attribution: str
    owner: str | None
    review_on: str | None
    version: int
    target_unit: NotRequired[str]


class Figure(TypedDict):
    slug: str
    organisation: str | None
    year: str
    as_at: str | None
    numerator: int | None
    denominator: int | None
    value: str | None
    target: str | None
    status: str
    needed: int | None
    definition_version: int
    fresh_as_of: str | None
    provisional: NotRequired[bool]
    suppressed: NotRequired[bool]


class DefinedFigure(Figure):
    definition: Definition


class NamedFigure(Figure):
    name: str


class Measure(TypedDict):
    slug: str
    definition: Definition
    figure: Figure


class Reason(TypedDict):
    counted: bool
    reason: str
    count: int | None


class Evidence(TypedDict):
    counted: int | None
    not_counted: int | None
    reasons: list[Reason]


class Organisation(TypedDict):
    code: str
    name: str
    left_on: str | None


class Years(TypedDict):
    items: list[str]
    latest: str | None
