"""The register, the library and the streams, as the published interface describes them: by what each can be asked."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, get_args

from services.gateway.exports.forms import DRAWN, TABLES, Form
from services.gateway.parameters import (
    AS_AT,
    CODE,
    CURSOR,
    DAY,
    FORMAT,
    ITEMS,
    MIN_FRESH,
    NAMED,
    PICTURE,
    THING,
    WORDS,
    YEAR,
    YES_NO,
    Schema,
    answered,
    count,
    one_of,
    parameter,
    some_of,
)
from shared.contracts.project import Dimension
from shared.contracts.training import CourseClass

Parameters: TypeAlias = list[dict[str, Any]]
Filter: TypeAlias = tuple[str, Schema]
"""What a parameter is, in words and as a schema."""

_OWN = "; of one's own projects alone, since it is not shared"
_PAGE = [
    FORMAT,
    parameter("q", 'Words to search for; `"…"` keeps them together, `-` leaves one out.', WORDS),
    parameter(
        "sort",
        "`newest`, `oldest` or `rank`; by rank when something is searched for.",
        one_of("newest", "oldest", "rank"),
    ),
    parameter("limit", "How many items at most.", count(500, 100)),
    CURSOR,
    MIN_FRESH,
]
_CALENDAR: Mapping[str, Filter] = {
    "year": ("A financial year like 2022/23 in which it takes place.", YEAR),
    "from": ("A day: what takes place on it or later.", DAY),
    "until": ("A day: what takes place on it or before.", DAY),
}
_ORGANISATION: Mapping[str, Filter] = {"organisation": ("An organisation's code: whose it is.", CODE)}
_PROJECT = parameter("id", "The project's identifier.", where="path")


def _list(summary: str, **filters: Filter) -> dict[str, Any]:
    named = [parameter(name.rstrip("_"), *said) for name, said in filters.items()]
    return _described(summary, [*named, *_PAGE], ITEMS)


def _described(
    summary: str, parameters: Parameters, schema: Schema = THING, forms: Sequence[Form] = TABLES
) -> dict[str, Any]:
    return {"summary": summary, "openapi_extra": {"parameters": parameters, "responses": answered(schema, forms)}}


ROUTES: Mapping[str, dict[str, Any]] = {
    "/projects": _list(
        "The register: every improvement project",
        organisation=("An organisation's code: who leads it.", CODE),
        partner=("An organisation's code: who is a partner in it.", CODE),
        status=("How far it is.", some_of("registered", "running", "paused", "completed", "cancelled")),
        kind=("What it is.", some_of("quality_improvement", "clinical_audit", "service_evaluation")),
        year=("A financial year like 2022/23 with a day on which it was open.", YEAR),
        score=(
            "A half point: the latest score is at least this.",
            {"type": "number", "minimum": 0.5, "maximum": 5, "multipleOf": 0.5},
        ),
        involvement=("How patients are involved.", some_of("none", "little_i", "big_i")),
        sustainability=("Whether an assessment of sustainability stands.", YES_NO),
        learning=("Whether it has shared what was learned.", YES_NO),
        ambition=(f"1 to 4{_OWN}.", some_of("1", "2", "3", "4")),
        dimension=(f"A dimension of quality, as in `safe`{_OWN}.", some_of(*get_args(Dimension))),
        coached=(f"Whether coaching was logged{_OWN}.", YES_NO),
        financial=(f"Whether it has a financial effect{_OWN}.", YES_NO),
        division=(f"A division, as it is written there{_OWN}.", NAMED),
        site=(f"A site, as it is written there{_OWN}.", NAMED),
        lead_person=(f"A person key{_OWN}.", NAMED),
    ),
    "/projects/{id}": _described("One project with its history", [_PROJECT, AS_AT, FORMAT, MIN_FRESH]),
    "/projects/{id}/charts/{measure_id:path}": _described(
        "A measure of one's own project as a run or control chart",
        [
            _PROJECT,
            parameter("measure_id", "The measure, as the project names it.", where="path"),
            AS_AT,
            PICTURE,
            MIN_FRESH,
        ],
        forms=DRAWN,
    ),
    "/learning": _list(
        "What was learned in projects",
        **_ORGANISATION,
        project=("A project's identifier.", NAMED),
        tag=("A tag, in whatever case.", NAMED),
        audience=("`system`, or `organisation` for one's own.", some_of("organisation", "system")),
        **_CALENDAR,
    ),
    "/resources": _list(
        "Tools, templates, guides, posters and stories",
        **_ORGANISATION,
        kind=("What it is.", some_of("tool", "template", "guide", "poster", "story")),
        tag=("A tag, in whatever case.", NAMED),
        status=("`published` without being asked for.", some_of("published", "withdrawn")),
    ),
    "/cafes": _list(
        "QI cafés",
        organisation=("An organisation's code: who is a host.", CODE),
        status=("How far it is.", some_of("scheduled", "held", "cancelled")),
        open_to_all_staff=("Whether all staff may come.", YES_NO),
        **_CALENDAR,
    ),
    "/courses": _list(
        "Every course",
        organisation=("An organisation's code: who provides it.", CODE),
        class_=("What it is of today.", one_of(*get_args(CourseClass))),
        ics_programme=("Whether it is part of the system's programme.", YES_NO),
    ),
    "/sessions": _list(
        "Sessions of courses, with the places that are free",
        **_ORGANISATION,
        course=("A course's identifier.", NAMED),
        status=("Whether it takes place.", some_of("scheduled", "cancelled")),
        **_CALENDAR,
    ),
    "/sessions/{id}": _described(
        "One session of a course, with its places",
        [parameter("id", "The session's identifier.", where="path"), FORMAT, MIN_FRESH],
    ),
    "/innovations": _list(
        "Proven innovations, and how far each site is with them",
        organisation=("An organisation's code: who is anywhere with it.", CODE),
        stage=("Where a site is.", some_of("considered", "approved", "piloted", "adopted", "discontinued")),
    ),
    "/publications": _list(
        "Every publication",
        organisation=("An organisation's code, of a member or not: who is named.", NAMED),
        kind=("What it is.", some_of("journal_article", "preprint", "abstract", "poster")),
        relevant=("Whether it is about Quality Improvement.", YES_NO),
        status=("Whether it still stands.", some_of("published", "retracted")),
        project=("A project's identifier.", NAMED),
        **_CALENDAR,
    ),
    "/streams/{category}/{id}": _described(
        "A stream as it was said: everything of one's own, of others what is shared",
        [
            parameter("category", "The category, as in `project`.", where="path"),
            parameter("id", "The stream's identifier.", where="path"),
            FORMAT,
            MIN_FRESH,
        ],
    ),
}
"""By address: how each route is described."""
