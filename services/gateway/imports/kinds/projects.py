"""The register of projects, as an organisation keeps it elsewhere: what is new in it, and what has changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.gateway.imports.asked import Item, by_reference, listed, own_projects
from services.gateway.imports.cells import folded
from services.gateway.imports.kind import Asking, Context, Hindrance, Kind, Said, Told, Values, given, stream_id
from services.gateway.imports.kinds.project_columns import COLUMNS

DETAILS = (
    "title", "aim", "division", "site", "partner_organisations", "quality_dimensions", "ambitions",
    "has_financial_effect",
)  # fmt: skip
CLOSED = frozenset({"completed", "cancelled"})
NO_REASON = "The register gives no reason."
OPEN_AGAIN = "The register shows it as open again."


@dataclass(frozen=True)
class Register:
    """The organisation's projects that are known, and what the organisation calls itself."""

    projects: Mapping[str, Item]
    names: frozenset[str]


async def look_up(asking: Asking, rows: Sequence[Values]) -> Register:
    """Read the organisation's register; its name where rows name who leads."""
    own = str(asking.caller.organisation)
    members = await listed(asking, "/v1/organisations") if any("lead" in row for row in rows) else []
    names = {own, *(one["name"] for one in members if one["code"] == own)}
    return Register(by_reference(await own_projects(asking)), frozenset(map(folded, names)))


def tell(row: Values, context: Context, register: Register) -> Told:
    """Return what the row says that the register does not know."""
    if "lead" in row and folded(row["lead"]) not in register.names:
        words = "This is another organisation's project: leave it to them, or leave the column empty."
        raise Hindrance(words, "lead", "NotYourProject")
    known = register.projects.get(row["reference"])
    identifier = known["id"] if known else stream_id(context.organisation, "project", row["reference"])
    subject = f"project/{identifier}"
    facts = [
        *(_amended(subject, row, known) if known else [_registered(subject, row, context)]),
        *_course(subject, row, context, known or {"status": "registered"}),
    ]
    return Told(subject, facts)


def _registered(subject: str, row: Values, context: Context) -> Said:
    on = min((row[name] for name in ("registered_on", "started_on") if name in row), default=None)
    if on is None:
        raise Hindrance("Give the day on which the project was registered.", "registered_on", "MissingField")
    data = {
        "kind": "quality_improvement",
        **given(row, "kind", "reference", *DETAILS),
        "lead_organisation": context.organisation,
        "registered_on": on,
    }
    column = "registered_on" if row.get("registered_on") == on else "started_on"
    return Said("project.registered", subject, data, {"registered_on": column, "lead_organisation": "lead"})


def _amended(subject: str, row: Values, known: Item) -> Iterator[Said]:
    changed = {name: value for name, value in given(row, *DETAILS).items() if value != _comparable(known.get(name))}
    if changed:
        before = {name: known.get(name) for name in changed}
        yield Said("project.details_amended", subject, changed, identity=(_frozen(changed), _frozen(before)))


def _course(subject: str, row: Values, context: Context, known: Item) -> Iterator[Said]:
    """Yield what has happened to the project since, in the order in which it did."""
    status = row.get("status") or ("running" if "started_on" in row else None)
    if status in CLOSED and "closed_on" not in row and known["status"] != status:
        raise Hindrance(f"Give the day on which the project was {status}.", "closed_on", "MissingField")
    yield from _opened(subject, row, context, known, status)
    closed_on = row.get("closed_on") if status in CLOSED else None
    yield from _assessed(subject, row, closed_on or context.on, known)
    if status == "paused" and known["status"] != "paused":
        if known["status"] == "registered" and "started_on" not in row:
            raise Hindrance(
                "Only a project that has started can be on hold: give its start.", "started_on", "MissingField"
            )
        yield Said("project.paused", subject, {"on": context.on}, {"on": "status"})
    if closed_on is not None and known["status"] != status:
        yield _closed(subject, row, str(status), closed_on)


def _opened(subject: str, row: Values, context: Context, known: Item, status: str | None) -> Iterator[Said]:
    started = known["status"] == "registered" and status not in {None, "registered"} and "started_on" in row
    if started:
        yield Said("project.started", subject, {"on": row["started_on"]}, {"on": "started_on"})
    if known["status"] in CLOSED and status in {"running", "paused"}:
        yield Said("project.reopened", subject, {"on": context.on, "reason": OPEN_AGAIN}, {"on": "status"})
    elif known["status"] == "paused" and status == "running":
        yield Said("project.resumed", subject, {"on": context.on}, {"on": "status"})


def _closed(subject: str, row: Values, status: str, on: date) -> Said:
    data: dict[str, Any] = {"on": on}
    if status == "cancelled":
        data["reason"] = row.get("reason", NO_REASON)
    elif "summary" in row:
        data["summary"] = row["summary"]
    return Said(f"project.{status}", subject, data, {"on": "closed_on"})


def _assessed(subject: str, row: Values, otherwise: date, known: Item) -> Iterator[Said]:
    """Yield a score and a level of involvement where they are news; without a day of their own they are of this day."""
    if "score" in row and _is_news(row, known, "score", "scored_on"):
        data = {
            "score": row["score"],
            "assessed_on": row.get("scored_on", otherwise),
            "assessor": row.get("scored_by", "team"),
        }
        yield Said("project.score_assessed", subject, data, {"assessed_on": "scored_on", "assessor": "scored_by"})
    if "involvement" in row and _is_news(row, known, "involvement", "involved_on"):
        data = {"level": row["involvement"], "on": row.get("involved_on", otherwise)}
        yield Said("project.involvement_recorded", subject, data, {"level": "involvement", "on": "involved_on"})


def _is_news(row: Values, known: Item, what: str, on: str) -> bool:
    """Return whether the row says more than is known: another value, or, where it names a day, another day."""
    return row[what] != known.get(what) or (on in row and row[on].isoformat() != known.get(on))


def _comparable(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _frozen(values: Mapping[str, Any]) -> str:
    return repr(sorted(values.items()))


PROJECTS = Kind(
    slug="projects",
    title="Projects",
    about="One project a row, as your register has it: upload the whole register each month, and what is new or has "
    "changed is taken over.",
    columns=COLUMNS,
    look_up=look_up,
    tell=tell,
)
