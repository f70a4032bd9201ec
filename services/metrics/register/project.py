"""A project in the register, and what it shared for others to learn from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from services.metrics.register.thing import Item, Thing, Words, facets, said, told
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
    if known.voided:
        return
    order = told(facts, TOUCHED_BY)
    item = _item(order, known)
    own = frozenset({max(known.leads, key=lambda one: one.place).organisation})
    learning = [_learned(fact, item, own) for fact in order if type(fact.event) is ProjectLearningShared]
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
    return _item(told(facts, TOUCHED_BY), known) if known.id else None


def _item(order: Iterable[Recorded], known: Project) -> Item:
    """Return what the register shows of a project, from its facts in order and what they add up to."""
    item: Item = {"id": known.id, "kind": known.kind, "registered_on": known.registered_on, **_NOTHING}
    learning = 0
    for fact in order:
        event = fact.event
        change = _CHANGES.get(type(event))
        if change is not None:
            item.update(change(event))
        elif isinstance(event, ProjectLearningShared):
            learning += event.audience == "system"
    return item | {
        "lead_organisation": known.lead_on(date.max),
        **_score(known),
        **_involvement(known),
        "sustainability": known.sustainable_on(date.max),
        "coached": bool(known.contacts),
        "learning": learning,
    }


def _details(event: Any) -> Item:
    return dict(said(event, *_DETAILS))


_NOTHING: Item = {
    **dict.fromkeys((*_DETAILS, "started_on", "paused_on", "completed_on", "cancelled_on")),
    "partner_organisations": (),
    "has_financial_effect": False,
}
_CHANGES: Mapping[type[Event], Callable[[Any], Item]] = {
    ProjectRegistered: lambda event: {"status": "registered", **_details(event)},
    ProjectDetailsAmended: _details,
    ProjectHandedOver: lambda event: {"lead_person": event.to_person},
    ProjectStarted: lambda event: {"status": "running", "started_on": event.on},
    ProjectPaused: lambda event: {"status": "paused", "paused_on": event.on},
    ProjectResumed: lambda _: {"status": "running", "paused_on": None},
    ProjectCompleted: lambda event: {"status": "completed", "completed_on": event.on, "paused_on": None},
    ProjectCancelled: lambda event: {"status": "cancelled", "cancelled_on": event.on, "paused_on": None},
    ProjectReopened: lambda _: {"status": "running", "completed_on": None, "cancelled_on": None},
    ProjectVoided: lambda _: {"status": "voided"},
}
"""What is otherwise after a fact."""


def _score(known: Project) -> Item:
    if not known.standing:
        return {"score": None, "scored_on": None, "scored_by": None}
    latest = known.standing[-1]
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


def _learned(fact: Recorded, item: Item, own: frozenset[str]) -> Thing:
    event = fact.event
    assert isinstance(event, ProjectLearningShared)
    learned: Item = {
        "project": item["id"],
        "version": fact.version,
        "project_title": item["title"],
        "organisation": item["lead_organisation"],
        "tags": (),
        **dict(said(event, "on", "title", "text", "audience", "tags")),
    }
    return Thing(
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
