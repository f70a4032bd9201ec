"""The register, the library and the streams, as the published interface describes them: by what each can be asked."""

from collections.abc import Mapping
from typing import Any

Parameters = list[dict[str, Any]]


def _parameter(name: str, description: str, where: str = "query") -> dict[str, Any]:
    required = where == "path"
    return {"name": name, "in": where, "required": required, "description": description, "schema": {"type": "string"}}


_YES_NO = "`true` or `false`"
_OWN = "; of one's own projects alone, since it is not shared"
_FORMAT = _parameter("format", "json, csv or xlsx; by `Accept` without it.")
_PAGE = [
    _FORMAT,
    _parameter("q", 'Words to search for; `"…"` keeps them together, `-` leaves one out.'),
    _parameter("sort", "`newest`, `oldest` or `rank`; by rank when something is searched for."),
    _parameter("limit", "How many items at most, up to 500; 100 without it."),
    _parameter("cursor", "Where the page before ended: follow `next`, which as CSV is in the header `Link`."),
    _parameter("X-Min-Fresh", "A `recorded_at`: wait up to two seconds until it is known.", "header"),
]
_CALENDAR = {
    "year": "A financial year like 2022/23 in which it takes place.",
    "from": "A day: what takes place on it or later.",
    "until": "A day: what takes place on it or before.",
}
_ORGANISATION = {"organisation": "An organisation's code: whose it is."}
_AS_AT = _parameter("as_at", "A moment of recording, RFC 3339: as it was known then.")
_PROJECT = _parameter("id", "The project's identifier.", "path")


def _list(summary: str, **filters: str) -> dict[str, Any]:
    named = [_parameter(name.rstrip("_"), description) for name, description in filters.items()]
    return _described(summary, [*named, *_PAGE])


def _described(summary: str, parameters: Parameters) -> dict[str, Any]:
    return {"summary": summary, "openapi_extra": {"parameters": parameters}}


ROUTES: Mapping[str, dict[str, Any]] = {
    "/projects": _list(
        "The register: every improvement project",
        organisation="An organisation's code: who leads it.",
        partner="An organisation's code: who is a partner in it.",
        status="`registered`, `running`, `paused`, `completed` or `cancelled`; several with commas.",
        kind="`quality_improvement`, `clinical_audit` or `service_evaluation`; several with commas.",
        year="A financial year like 2022/23 with a day on which it was open.",
        score="A half point from 0.5 to 5.0: the latest score is at least this.",
        involvement="`none`, `little_i` or `big_i`; several with commas.",
        sustainability=f"Whether an assessment of sustainability stands: {_YES_NO}.",
        learning=f"Whether it has shared what was learned: {_YES_NO}.",
        ambition=f"1 to 4{_OWN}.",
        dimension=f"A dimension of quality, as in `safe`{_OWN}.",
        coached=f"Whether coaching was logged: {_YES_NO}{_OWN}.",
        financial=f"Whether it has a financial effect: {_YES_NO}{_OWN}.",
        division=f"A division, as it is written there{_OWN}.",
        site=f"A site, as it is written there{_OWN}.",
        lead_person=f"A person key{_OWN}.",
    ),
    "/projects/{id}": _described("One project with its history", [_PROJECT, _AS_AT]),
    "/projects/{id}/charts/{measure_id:path}": _described(
        "A measure of one's own project as a run or control chart",
        [
            _PROJECT,
            _parameter("measure_id", "The measure, as the project names it.", "path"),
            _AS_AT,
            _parameter("format", "json, csv, xlsx, or its chart as svg or png; by `Accept` without it."),
        ],
    ),
    "/learning": _list(
        "What was learned in projects",
        **_ORGANISATION,
        project="A project's identifier.",
        tag="A tag, in whatever case.",
        audience="`system`, or `organisation` for one's own.",
        **_CALENDAR,
    ),
    "/resources": _list(
        "Tools, templates, guides, posters and stories",
        **_ORGANISATION,
        kind="`tool`, `template`, `guide`, `poster` or `story`; several with commas.",
        tag="A tag, in whatever case.",
        status="`published`, which it is without being asked for, or `withdrawn`.",
    ),
    "/cafes": _list(
        "QI cafés",
        organisation="An organisation's code: who is a host.",
        status="`scheduled`, `held` or `cancelled`; several with commas.",
        open_to_all_staff=_YES_NO,
        **_CALENDAR,
    ),
    "/courses": _list(
        "Courses",
        organisation="An organisation's code: who provides it.",
        class_="`qi_fundamentals`, `sustainability`, `nmahp_scholarship` or `other`: what it is of today.",
        ics_programme=f"Whether it is part of the system's programme: {_YES_NO}.",
    ),
    "/sessions": _list(
        "Sessions of courses, with the places that are free",
        **_ORGANISATION,
        course="A course's identifier.",
        status="`scheduled` or `cancelled`.",
        **_CALENDAR,
    ),
    "/innovations": _list(
        "Proven innovations, and how far each site is with them",
        organisation="An organisation's code: who is anywhere with it.",
        stage="`considered`, `approved`, `piloted`, `adopted` or `discontinued`: where a site is.",
    ),
    "/publications": _list(
        "Publications",
        organisation="An organisation's code, of a member or not: who is named.",
        kind="`journal_article`, `preprint`, `abstract` or `poster`; several with commas.",
        relevant=_YES_NO,
        status="`published` or `retracted`.",
        project="A project's identifier.",
        **_CALENDAR,
    ),
    "/streams/{category}/{id}": _described(
        "A stream as it was said: everything of one's own, of others what is shared",
        [
            _parameter("category", "The category, as in `project`.", "path"),
            _parameter("id", "The stream's identifier.", "path"),
        ],
    ),
}
"""By address: how each route is described."""
