"""What there is to choose from: lists of the read side, and lists of what was said of the thing itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from services.gateway.pages.history import Fact, of_type, standing
from services.gateway.pages.moments import day
from services.gateway.pages.project_words import state_of
from services.gateway.recording.fields import Choice, Choices, Field, Options, Rows
from shared.identity import Caller
from shared.moments import london_day

MOST = "500"
APRIL = 4
Get: TypeAlias = Callable[..., Awaitable[dict[str, Any]]]
"""Asks the read side."""


def lists_of(field: Field) -> list[str]:
    """Return the names of the lists from which a question is answered."""
    match field.widget:
        case Choice(options=str() as name) | Choices(options=str() as name):
            return [name]
        case Rows(columns=columns):
            return [name for one in columns for name in lists_of(one)]
    return []


async def options(get: Get, name: str, caller: Caller, facts: Sequence[Fact]) -> Options:
    """Return what a list holds, by the name that forms give it."""
    match name:
        case "members":
            items = (await get("/v1/organisations"))["items"]
            return {one["code"]: one["name"] for one in items if one["left_on"] is None}
        case "years":
            return {year: year for year in _years((await get("/v1/years"))["items"])}
        case "own projects":
            items = (await get("/v1/projects", organisation=caller.organisation or "", limit=MOST))["items"]
            return {one["id"]: f"{one['title']} ({state_of(one['status']).word.lower()})" for one in items}
        case "courses":
            return {one["id"]: one["title"] for one in (await get("/v1/courses", limit=MOST))["items"]}
        case "measures of the strategy":
            return {one["slug"]: one["definition"]["title"] for one in (await get("/v1/measures"))["items"]}
        case _:
            return OF_FACTS[name](standing(facts))


def _years(known_years: Sequence[str]) -> list[str]:
    """Return the years with facts, the running one and the next, the latest first."""
    today = london_day(datetime.now(UTC))
    begins = today.year - (today.month < APRIL)
    near = {f"{year}/{(year + 1) % 100:02}" for year in (begins, begins + 1)}
    return sorted({*known_years, *near}, reverse=True)


def _named(type_: str, identifier: str, text: str) -> Callable[[Sequence[Fact]], Options]:
    def named(facts: Sequence[Fact]) -> Options:
        return {str(one["data"][identifier]): str(one["data"][text]) for one in of_type(facts, type_)}

    return named


def _scores(facts: Sequence[Fact]) -> Options:
    voided = {one["data"]["event_id"] for one in of_type(facts, "score_voided")}
    said = [one for one in of_type(facts, "score_assessed") if one["id"] not in voided]
    return {
        one["id"]: f"{float(one['data']['score'])} by the {one['data']['assessor']}, {day(one['data']['assessed_on'])}"
        for one in reversed(said)
    }


def _completions(facts: Sequence[Fact]) -> Options:
    return {one["id"]: f"Completed on {day(one['data']['completed_on'])}" for one in of_type(facts, "completed")}


def _places(facts: Sequence[Fact]) -> tuple[dict[int, str], int]:
    """Return who has which place of a session, and how many places there are."""
    taken: dict[int, str] = {}
    number = 0
    for one in facts:
        data = one["data"]
        match one["type"].partition(".")[2]:
            case "scheduled":
                number = data["places"]
            case "place_offered":
                taken[data["place"]] = f"offered to {data['organisation']}"
            case "place_accepted":
                taken[data["place"]] = taken.get(data["place"], "").replace("offered to", "accepted by")
            case "place_declined" | "place_expired" | "place_withdrawn":
                taken.pop(data["place"], None)
    return taken, number


def _offered(facts: Sequence[Fact]) -> Options:
    return {str(place): f"Place {place}, {who}" for place, who in sorted(_places(facts)[0].items())}


def _free(facts: Sequence[Fact]) -> Options:
    taken, number = _places(facts)
    return {str(place): f"Place {place}" for place in range(1, number + 1) if place not in taken}


OF_FACTS: Mapping[str, Callable[[Sequence[Fact]], Options]] = {
    "drivers": _named("driver_added", "driver_id", "text"),
    "ideas": _named("change_idea_added", "idea_id", "text"),
    "measures": _named("measure_added", "measure_id", "name"),
    "scores": _scores,
    "completions": _completions,
    "offered places": _offered,
    "free places": _free,
}
"""Lists that are made of what was said of the thing itself."""
