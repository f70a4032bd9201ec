"""One project with its history: what is shared of it for others, everything for its own organisation."""

from typing import Any

from services.metrics import kept_facts, sharing
from services.metrics.asking import Reading
from services.metrics.register import charts, project, streams
from services.metrics.register.measurements import measured
from shared.contracts.event import Recorded
from shared.http import Problem
from shared.moments import written


async def told(reading: Reading, identifier: str) -> dict[str, Any]:
    """Return a project as it was known at the moment asked for; who may see it is judged as of now."""
    name, reader = f"project/{identifier}", reading.question.reader
    facts = await facts_of(reading, identifier)
    known = [fact for fact in facts if _known(reading, fact)]
    item = project.project(name, known)
    if item is None:
        raise not_there(identifier)
    as_at, fresh = reading.question.as_at, reading.fresh.at
    seen = {fact.version for fact in known}
    return {
        **sharing.entry("project", item, sharing.owners(name, facts), reader),
        "stream": name,
        "as_at": as_at and written(as_at),
        "fresh_as_of": fresh and written(fresh),
        **({"provisional": True} if as_at is not None and (fresh is None or as_at > fresh) else {}),
        "history": [one for one in streams.told(name, facts, reading) if one["version"] in seen],
    }


async def chart(reading: Reading, identifier: str, measure_id: str) -> dict[str, Any]:
    """Return a measure of a project as a chart; for the own organisation, since measurements are not shared."""
    facts = await facts_of(reading, identifier)
    owning = reading.question.reader.organisation in sharing.owners(f"project/{identifier}", facts)
    known = [fact for fact in facts if _known(reading, fact)]
    found = measured(known, measure_id) if owning else None
    if found is None:
        raise Problem(404, "UnknownMeasure", f"The project has no measure {measure_id[:100]}.")
    as_at = reading.question.as_at
    return {"project": identifier, "as_at": as_at and written(as_at), **charts.drawn(found)}


async def facts_of(reading: Reading, identifier: str) -> list[Recorded]:
    """Return every fact of a project."""
    if not streams.is_name("project", identifier):
        raise not_there(identifier)
    return await kept_facts.of_stream(reading.connection, f"project/{identifier}")


def not_there(identifier: str) -> Problem:
    """Return the refusal of a project that nobody knows."""
    return Problem(404, "UnknownProject", f"There is no project {identifier[:100]}.")


def _known(reading: Reading, fact: Recorded) -> bool:
    as_at = reading.question.as_at
    return as_at is None or fact.recorded_at <= as_at
