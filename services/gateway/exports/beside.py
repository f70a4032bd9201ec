"""What a file about a measure is shown with: its definition, and what organisations are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from services.gateway.pages.sources import Reading


@dataclass(frozen=True)
class Beside:
    """As the read side says it; without a measure there is no definition."""

    definition: Mapping[str, Any] | None = None
    names: Mapping[str, str] = field(default_factory=dict)


async def beside(reading: Reading, caller: object, slug: str) -> Beside:
    """Ask for it."""
    _, organisations = await reading.get("/v1/organisations", {}, caller)
    status, measure = await reading.get(f"/v1/measures/{slug}", {}, caller)
    names = {one["code"]: one["name"] for one in organisations.get("items", [])}
    return Beside(measure["definition"] if status == HTTPStatus.OK else None, names)
