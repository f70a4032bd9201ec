"""What a form is shown with: what there is to choose from, and what is known of the thing it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

from services.gateway.pages.history import Fact, of_type, standing
from services.gateway.pages.moments import day
from services.gateway.recording.choosing import Get, lists_of, options
from services.gateway.recording.fields import Options
from services.gateway.recording.form import Form
from shared.identity import Caller


class Reading(Protocol):
    """The way to the read side."""

    async def get(self, path: str, query: Mapping[str, str], caller: object) -> tuple[int, dict[str, Any]]: ...


class NotThere(Exception):
    """The thing cannot be read; the status says why, and the message says it to a person."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


@dataclass(frozen=True)
class Known:
    """What a form is shown with."""

    name: str = ""
    """What the thing is called."""
    facts: Sequence[Fact] = ()
    version: int = 1
    current: Mapping[str, Any] = field(default_factory=dict)
    """What is known of the fields that can be amended."""
    lists: Mapping[str, Options] = field(default_factory=dict)
    """What lists hold, by their names."""

    def options(self, of: Options | str) -> Options:
        return self.lists.get(of, {}) if isinstance(of, str) else of


async def known(reading: Reading, form: Form, identifier: str | None, caller: Caller) -> Known:
    """Ask for everything that the form needs; raises `NotThere`."""

    async def get(path: str, **query: str) -> dict[str, Any]:
        status, body = await reading.get(path, query, caller)
        if status != HTTPStatus.OK:
            raise NotThere(status, str(body.get("detail") or body.get("title") or ""))
        return body

    thing = await _thing(get, form, identifier) if identifier and not form.opens else Known()
    wanted = {name for one in form.fields for name in lists_of(one)}
    lists = {name: await options(get, name, caller, thing.facts) for name in sorted(wanted)}
    return Known(thing.name, thing.facts, thing.version, thing.current, lists)


def owners(category: str, facts: Sequence[Fact]) -> frozenset[str] | None:
    """Return the organisations that may speak of a thing; None for any member."""
    said = standing(facts)
    if not said:
        return None
    match category:
        case "project":
            leads = [one["data"].get("to_organisation") or one["data"].get("lead_organisation")
                     for one in of_type(said, "registered", "lead_changed")]  # fmt: skip
            return frozenset(leads[-1:])
        case "cafe":
            return frozenset(said[0]["data"].get("hosts", ()))
        case "session" | "scholarship" | "adviser" | "resource" | "course" | "milestone":
            return frozenset({said[0]["organisation"]})
        case _:
            return None


async def _thing(get: Get, form: Form, identifier: str) -> Known:
    if form.category == "measure":
        found = await get(f"/v1/measures/{identifier}")
        definition, agreement = found["definition"], found["agreement"]
        return Known(definition["title"], (), agreement["version"], definition if form.amends else {})
    facts = (await get(f"/v1/streams/{form.category}/{identifier}"))["events"]
    return Known(name_of(form.category, facts), facts, 1, _current(facts) if form.amends else {})


def name_of(category: str, facts: Sequence[Fact]) -> str:
    """Return what people call a thing."""
    data: dict[str, Any] = {}
    for one in standing(facts):
        data |= {name: value for name, value in one["data"].items() if name in {"title", "cohort", "starts_on", "on"}}
    if data.get("title") or data.get("cohort"):
        return str(data.get("title") or data["cohort"])
    on = data.get("starts_on") or data.get("on")
    return f"{category.capitalize()} of {day(str(on))}" if on and category in {"cafe", "session"} else ""


def _current(facts: Sequence[Fact]) -> dict[str, Any]:
    current: dict[str, Any] = {}
    for one in of_type(standing(facts), "registered", "details_amended"):
        current |= one["data"]
    return current
