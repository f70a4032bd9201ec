"""What projects measured: one value of one day a row, under measures that the project has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.gateway.imports.asked import Item, by_reference, each, own_projects
from services.gateway.imports.cells import Unreadable, code, day, folded, key, number
from services.gateway.imports.columns import Column
from services.gateway.imports.kind import Asking, Context, Hindrance, Kind, Said, Told, Values, given, stream_id

VALUES = ("value", "numerator", "denominator")
COLUMNS = (
    Column(
        name="project", title="Project", read=code, required=True, example="QI-2023-014",
        says="The project by your own reference, or by its identifier.",
        known_as=("Project reference", "Reference", "Project ID", "Project code", "Project ref", "Ref"),
    ),
    Column(
        name="measure", title="Measure", read=code, required=True, example="Falls with harm",
        says="The measure by its name in that project, or by its identifier there.",
        known_as=("Measure name", "Measure ID", "Metric", "Indicator", "Chart", "Chart title"),
    ),
    Column(
        name="on", title="Date", read=day, required=True, is_day=True, example="01/06/2023",
        says="The day that the value is of; of a whole month its first.",
        known_as=("On", "Day", "Measured on", "Measurement date", "Date of measurement", "Period"),
    ),
    Column(
        name="value", title="Value", read=number, example="4",
        says="The value, unless it is a numerator of a denominator.", known_as=("Result", "Measurement", "Count"),
    ),
    Column(
        name="numerator", title="Numerator", read=number, example="", says="How many, of a proportion or a rate.",
        known_as=("Num",),
    ),
    Column(
        name="denominator", title="Denominator", read=number, example="", says="Of how many.",
        known_as=("Denom", "Out of", "Total"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What is known of one project: its measures by name, and what they were on which day."""

    measures: Mapping[str, str]
    values: Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Known:
    """The organisation's projects by reference, and what those in the file have measured."""

    identifiers: Mapping[str, str]
    projects: Mapping[str, Measured]


async def look_up(asking: Asking, rows: Sequence[Values]) -> Known:
    """Read each project that the file names, once."""
    known = {reference: str(one["id"]) for reference, one in by_reference(await own_projects(asking)).items()}
    organisation = str(asking.caller.organisation)
    named = {_identifier(str(row["project"]), organisation, known) for row in rows if "project" in row}
    told = await each(asking, [f"/v1/projects/{one}" for one in sorted(named)])
    return Known(known, {path.rpartition("/")[2]: _measured(item) for path, item in told.items()})


def tell(row: Values, context: Context, known: Known) -> Told:
    """Return what was measured: for the first time, or otherwise than it was said before."""
    identifier = _identifier(row["project"], context.organisation, known.identifiers)
    of = known.projects.get(identifier, Measured({}, {}))
    measure = of.measures.get(folded(row["measure"]), row["measure"])
    if "value" not in row and not {"numerator", "denominator"} <= row.keys():
        raise Hindrance("Give a value, or a numerator with its denominator.", "value", "MissingField")
    subject, on = f"project/{identifier}", row["on"]
    data = {"measure_id": measure, "on": on, **given(row, *VALUES)}
    return Told((subject, measure, on), _facts(subject, data, of.values.get((measure, on.isoformat()))))


def _facts(subject: str, data: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Said]:
    now = {name: data[name] for name in VALUES if name in data}
    if before is None:
        return [Said("project.measurement_recorded", subject, data, {"measure_id": "measure"})]
    if now == before:
        return []
    identity = (data["measure_id"], data["on"], repr(sorted(now.items())), repr(sorted(before.items())))
    return [Said("project.measurement_corrected", subject, data, {"measure_id": "measure"}, identity)]


def _identifier(said: str, organisation: str, known: Mapping[str, str]) -> str:
    """Return the project that is meant: by its identifier, by a reference that is known, or by one imported before."""
    if said in known:
        return known[said]
    try:
        return key(said)
    except Unreadable:
        return stream_id(organisation, "project", said)


def _measured(project: Item) -> Measured:
    """Read a project's history in its order; what was said later stands."""
    measures: dict[str, str] = {}
    values: dict[tuple[str, str], Mapping[str, Any]] = {}
    for fact in project["history"]:
        data = fact["data"]
        if fact["type"] == "project.measure_added" and "name" in data:
            measures.setdefault(folded(data["name"]), data["measure_id"])
        elif fact["type"] in {"project.measurement_recorded", "project.measurement_corrected"} and "on" in data:
            on = date.fromisoformat(data["on"]).isoformat()
            values[data["measure_id"], on] = {name: data[name] for name in VALUES if name in data}
    return Measured(measures, values)


MEASUREMENTS = Kind(
    slug="measurements",
    title="Measurements",
    about="One value a row, of one measure of one project on one day. Another value for a day corrects what was there.",
    columns=COLUMNS,
    look_up=look_up,
    tell=tell,
)
