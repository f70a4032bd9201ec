"""A project in the register, and what it shared for others to learn from."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from services.metrics.register.thing import Item, Thing, Words, facets, in_order, said
from services.metrics.sharing import owners
from services.metrics.subjects import known_of
from services.metrics.subjects.project import Project
from shared.contracts.event import Event, Recorded
from shared.contracts.project import (
    ProjectCancelled,
    ProjectCompleted,
    ProjectDetailsAmended,
    ProjectHandedOver,
    ProjectInvolvementRecorded,
    ProjectLeadChanged,
    ProjectPaused,
    ProjectRegistered,
    ProjectReopened,
    ProjectResumed,
    ProjectScoreAssessed,
    ProjectScoreVoided,
    ProjectStarted,
    ProjectVoided,
)
from shared.contracts.project_sustainability import ProjectSustainabilityAssessed, ProjectSustainabilityWithdrawn
from shared.contracts.project_work import ProjectCoachingLogged, ProjectLearningShared

TOUCHED_BY: frozenset[type[Event]] = frozenset(
    {
        ProjectRegistered, ProjectDetailsAmended, ProjectLeadChanged, ProjectHandedOver, ProjectStarted, ProjectPaused,
        ProjectResumed, ProjectCompleted, ProjectReopened, ProjectCancelled, ProjectVoided, ProjectScoreAssessed,
        ProjectScoreVoided, ProjectInvolvementRecorded, ProjectCoachingLogged, ProjectSustainabilityAssessed,
        ProjectSustainabilityWithdrawn, ProjectLearningShared,
    }
)  # fmt: skip
_DETAILS = (
    "title", "aim", "partner_organisations", "division", "site", "reference", "quality_dimensions", "ambitions",
    "has_financial_effect", "lead_person",
)  # fmt: skip


def things(subject: str, facts: Iterable[Recorded], known: Project) -> Iterator[Thing]:
    """Yield the project's entry and those of its learning; a voided project has none."""
    order = in_order(facts)
    item = told(order, known)
    if known.voided:
        return
    own = owners(subject, order)
    learning = list(_learned(order, item, own))
    yield Thing(
        name=subject,
        day=item["registered_on"],
        item=item,
        owners=own,
        during=tuple((first, None if last == date.max else last) for first, last in known.open_spans),
        facets=_facets(item),
        score=None if item["score"] is None else round(item["score"] * 2),
        words=Words(item["title"], item["aim"] or "", "\n".join(_texts(one) for one in learning if one.shared)),
    )
    yield from learning


def project(subject: str, facts: list[Recorded]) -> Item | None:
    """Return a project as its facts tell it; None while it is not registered."""
    known: Project = known_of(subject, facts)
    return told(in_order(facts), known) if known.id else None


def told(order: Iterable[Recorded], known: Project) -> Item:
    """Return what the register shows of a project, from its facts in order and what they add up to."""
    item: Item = {"id": known.id, "kind": known.kind, "registered_on": known.registered_on}
    item |= dict.fromkeys((*_DETAILS, "started_on", "paused_on", "completed_on", "cancelled_on"))
    item |= {"partner_organisations": (), "has_financial_effect": False}
    learning = 0
    for fact in order:
        item.update(_changes(fact.event))
        learning += isinstance(fact.event, ProjectLearningShared) and fact.event.audience == "system"
    return item | {
        "lead_organisation": known.lead_on(date.max),
        **_score(known),
        **_involvement(known),
        "sustainability": known.sustainable_on(date.max),
        "coached": bool(known.contacts),
        "learning": learning,
    }


def _changes(event: Event) -> dict[str, Any]:
    """Return what is otherwise after a fact."""
    match event:
        case ProjectRegistered():
            return {"status": "registered", **dict(said(event, *_DETAILS))}
        case ProjectDetailsAmended():
            return dict(said(event, *_DETAILS))
        case ProjectHandedOver(to_person=key):
            return {"lead_person": key}
        case ProjectStarted(on=day):
            return {"status": "running", "started_on": day}
        case ProjectPaused(on=day):
            return {"status": "paused", "paused_on": day}
        case ProjectResumed():
            return {"status": "running", "paused_on": None}
        case ProjectCompleted(on=day):
            return {"status": "completed", "completed_on": day, "paused_on": None}
        case ProjectCancelled(on=day):
            return {"status": "cancelled", "cancelled_on": day, "paused_on": None}
        case ProjectReopened():
            return {"status": "running", "completed_on": None, "cancelled_on": None}
        case ProjectVoided():
            return {"status": "voided"}
        case _:
            return {}


def _score(known: Project) -> Item:
    standing = [one for one in known.assessments if one.standing]
    latest = max(standing, key=lambda one: (one.on, one.place), default=None)
    if latest is None:
        return {"score": None, "scored_on": None, "scored_by": None}
    by = "adviser" if latest.by_adviser else "team"
    return {"score": latest.half_points / 2, "scored_on": latest.on, "scored_by": by}


def _involvement(known: Project) -> Item:
    latest = max(known.involvements, key=lambda one: (one.on, one.place), default=None)
    return {"involvement": latest and latest.level, "involved_on": latest and latest.on}


def _facets(item: Item) -> tuple[str, ...]:
    return facets(
        organisation=item["lead_organisation"],
        partner=item["partner_organisations"],
        status=item["status"],
        kind=item["kind"],
        involvement=item["involvement"],
        sustainability=item["sustainability"],
        ambition=item["ambitions"],
        dimension=item["quality_dimensions"],
        division=item["division"],
        site=item["site"],
        financial=item["has_financial_effect"],
        lead_person=item["lead_person"],
        coached=item["coached"],
        learning=item["learning"] > 0,
    )


def _learned(order: Iterable[Recorded], item: Item, own: frozenset[str]) -> Iterator[Thing]:
    for fact in order:
        if isinstance(fact.event, ProjectLearningShared):
            event = fact.event
            learned = {
                "project": item["id"],
                "version": fact.version,
                "project_title": item["title"],
                "organisation": item["lead_organisation"],
                "tags": (),
                **dict(said(event, "on", "title", "text", "audience", "tags")),
            }
            yield Thing(
                name=f"learning/{item['id']}/{fact.version}",
                day=event.on,
                item=learned,
                owners=own,
                shared=event.audience == "system",
                facets=facets(
                    organisation=learned["organisation"],
                    project=item["id"],
                    tag=[tag.casefold() for tag in learned["tags"]],
                    audience=event.audience,
                ),
                words=Words(event.title, " ".join(learned["tags"]), event.text),
            )


def _texts(one: Thing) -> str:
    return "" if one.words is None else f"{one.words.title}\n{one.words.aim}\n{one.words.rest}"
