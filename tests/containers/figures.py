"""Every figure of every organisation and year, as the front door tells it."""

from typing import Any, TypeAlias

from tests.client import Door
from tests.oracles import settled

OF_THE_MOMENT = {"as_at", "fresh_as_of"}
Figures: TypeAlias = dict[tuple[str, str | None, str], dict[str, Any]]


async def figures(stack: Any, door: Door) -> Figures:
    """Return all figures once everything that was submitted is in them, without the moment at which they were read."""
    await settled(stack)
    slugs = [one["slug"] for one in (await door.read("/v1/measures"))["items"]]
    organisations = [None, *(one["code"] for one in (await door.read("/v1/organisations"))["items"])]
    years = (await door.read("/v1/years"))["items"]
    found: Figures = {}
    for slug in slugs:
        for organisation in organisations:
            for year in years:
                figure = await door.measure(slug, organisation, year=year)
                found[slug, organisation, year] = {
                    name: value for name, value in figure.items() if name not in OF_THE_MOMENT
                }
    return found
