"""What is known of one improvement project."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Literal, NamedTuple

from msgspec import UNSET

from services.metrics.period import Grain, first_day, last_day
from services.metrics.runs import runs
from shared.contracts.event import Recorded, meant
from shared.contracts.project import (
    ProjectCancelled,
    ProjectCompleted,
    ProjectDetailsAmended,
    ProjectInvolvementRecorded,
    ProjectLeadChanged,
    ProjectRegistered,
    ProjectReopened,
    ProjectScoreAssessed,
    ProjectScoreVoided,
    ProjectVoided,
)
from shared.contracts.project_finance import ProjectGatewayEntered
from shared.contracts.project_sustainability import ProjectSustainabilityAssessed, ProjectSustainabilityWithdrawn
from shared.contracts.project_work import ProjectCoachAssigned, ProjectCoachingLogged, ProjectCoachUnassigned


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads from the start of a day, and the place in the stream where it was said."""

    on: date
    place: int
    organisation: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A closing or a reopening."""

    on: date
    kind: Literal["completed", "cancelled", "reopened"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A progress score, with the identity by which it can be voided."""

    id: str
    source: str
    organisation: str
    place: int
    on: date
    half_points: int
    by_adviser: bool
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Involvement:
    """A level of patient and public involvement."""

    on: date
    place: int
    level: Literal["none", "little_i", "big_i"]


@dataclass(frozen=True, slots=True)
class Contact:
    """A coaching contact, with the person key of who advised."""

    on: date
    adviser: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """An adviser who coaches the project from a day on, or no longer."""

    on: date
    adviser: str
    coaches: bool


@dataclass(frozen=True, slots=True)
class Sustainability:
    """An assessment of sustainability, or the withdrawal of all before it."""

    on: date
    place: int
    assessed: bool


class Frame(NamedTuple):
    """Periods one after the other in which a project was open, and for whom it counts in them."""

    first: int
    last: int
    organisation: str


@dataclass(frozen=True)
class Project:
    """What the measures ask of a project."""

    id: str = ""
    kind: str = ""
    registered_on: date = date.min
    leads: tuple[Lead, ...] = ()
    turns: tuple[Turn, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    involvements: tuple[Involvement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    sustainability: tuple[Sustainability, ...] = ()
    gateways: tuple[date, ...] = ()
    """The days on which gateway 1 or a later one was entered."""
    has_financial_effect: bool = False
    voided: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is an improvement project at all: audits and evaluations are not, and neither is a voided one."""
        return self.kind == "quality_improvement" and not self.voided

    @property
    def completed_on(self) -> date | None:
        """The day of completion, when it stands completed now."""
        last = self.turns[-1] if self.turns else None
        return last.on if last is not None and last.kind == "completed" else None

    def lead_on(self, day: date) -> str:
        """Return who led at the start of a day: of what was said for it or before, the latest by its own date."""
        return max((one for one in self.leads if one.on <= day), key=lambda one: (one.on, one.place)).organisation

    def accountable_on(self, day: date) -> str:
        """Return for whom the project counts on a reference day: who led then, or when it was closed before."""
        turn = next((one for one in reversed(self.turns) if one.on <= day), None)
        closed = turn is not None and turn.kind != "reopened"
        return self.lead_on(turn.on if turn is not None and closed else day)

    @cached_property
    def open_spans(self) -> tuple[tuple[date, date], ...]:
        """The first and last day of each span in which it was open; `date.max` when it still is."""
        spans, begin = [], self.registered_on
        closed = False
        for turn in self.turns:
            if turn.kind == "reopened":
                begin, closed = turn.on, False
            elif not closed:
                spans.append((begin, turn.on))
                closed = True
        return tuple(spans) if closed else (*spans, (begin, date.max))

    def was_open(self, first: date, last: date) -> bool:
        """Return whether it was open on at least one of these days, both included."""
        return any(begin <= last and end >= first for begin, end in self.open_spans)

    @cached_property
    def frames(self) -> Mapping[Grain, tuple[Frame, ...]]:
        """The periods in which it was open on at least one day, each for whom it counts at the period's end."""
        days = [self.registered_on, *(lead.on for lead in self.leads[1:]), *(turn.on for turn in self.turns)]

        def whose(grain: Grain, period: int) -> str | None:
            last = last_day(period, grain)
            if not self.was_open(first_day(period, grain), last):
                return None
            return self.lead_on(last) if grain is Grain.DAY else self.accountable_on(last)

        return {grain: tuple(Frame(*run) for run in runs(days, grain, partial(whose, grain))) for grain in Grain}

    @cached_property
    def standing(self) -> tuple[Assessment, ...]:
        """The assessments that stand, by their days."""
        standing = (one for one in self.assessments if one.standing)
        return tuple(sorted(standing, key=lambda one: (one.on, one.place)))

    def effective_score(self, completed_on: date) -> int | None:
        """Return the score in half points that counts for a completion: the latest within 90 days after it.

        None when nobody has assessed it.
        """
        deciding = self.deciding_on(completed_on + timedelta(days=90))
        return deciding[-1].half_points if deciding else None

    def deciding_on(self, day: date) -> list[Assessment]:
        """Return the standing assessments of a day or before, the latest last: the adviser's, else the team's."""
        known = [one for one in self.standing if one.on <= day]
        return [one for one in known if one.by_adviser] or known

    def involvement_on(self, day: date) -> str | None:
        """Return the latest level of involvement recorded for a day or before."""
        known = [one for one in self.involvements if one.on <= day]
        return max(known, key=lambda one: (one.on, one.place)).level if known else None

    def sustainable_on(self, day: date) -> bool:
        """Return whether an assessment of sustainability stands on a day."""
        known = [one for one in self.sustainability if one.on <= day]
        return max(known, key=lambda one: (one.on, one.place)).assessed if known else False


_WORKED_OUT: Mapping[str, tuple[str, ...]] = {
    "turns": ("frames", "open_spans"), "leads": ("frames", "open_spans"), "assessments": ("standing",),
}  # fmt: skip
"""What is worked out once, and from what."""


def _with(project: Project, **changes: object) -> Project:
    """Return a project of which something else is known; what was worked out stays, if what it is made of does."""
    after = object.__new__(Project)
    after.__dict__.update(project.__dict__, **changes)
    for changed in changes.keys() & _WORKED_OUT.keys():
        for name in _WORKED_OUT[changed]:
            after.__dict__.pop(name, None)
    return after


def evolve(project: Project, fact: Recorded) -> Project:
    """Return what is known of the project after a fact."""
    match fact.event:
        case ProjectRegistered(kind=kind, lead_organisation=lead, registered_on=day, has_financial_effect=effect):
            identifier, leads = fact.stream.partition("/")[2], (Lead(date.min, fact.version, lead),)
            return Project(identifier, kind, day, leads, has_financial_effect=effect is True)
        case ProjectDetailsAmended(has_financial_effect=effect) if effect is not UNSET:
            return _with(project, has_financial_effect=effect)
        case ProjectLeadChanged(to_organisation=code, on=day):
            return _with(project, leads=(*project.leads, Lead(day, fact.version, code)))
        case ProjectCompleted(on=day):
            return _with(project, turns=(*project.turns, Turn(day, "completed")))
        case ProjectCancelled(on=day):
            return _with(project, turns=(*project.turns, Turn(day, "cancelled")))
        case ProjectReopened(on=day):
            return _with(project, turns=(*project.turns, Turn(day, "reopened")))
        case ProjectVoided():
            return _with(project, voided=True)
        case _:
            return _worked_on(project, fact)


def _worked_on(project: Project, fact: Recorded) -> Project:
    match fact.event:
        case ProjectScoreAssessed() as said:
            return _with(project, assessments=(*project.assessments, _assessment(fact, said)))
        case ProjectScoreVoided(event_id=event_id):
            voided = meant(event_id, fact, [one for one in project.assessments if one.standing])
            kept = (replace(one, standing=False) if one is voided else one for one in project.assessments)
            return _with(project, assessments=tuple(kept))
        case ProjectInvolvementRecorded(on=day, level=level):
            return _with(project, involvements=(*project.involvements, Involvement(day, fact.version, level)))
        case ProjectCoachingLogged(adviser=adviser, on=day):
            return _with(project, contacts=(*project.contacts, Contact(day, adviser)))
        case ProjectCoachAssigned(adviser=adviser, on=day) | ProjectCoachUnassigned(adviser=adviser, on=day):
            turn = Assignment(day, adviser, isinstance(fact.event, ProjectCoachAssigned))
            return _with(project, assignments=(*project.assignments, turn))
        case ProjectSustainabilityAssessed(on=day) | ProjectSustainabilityWithdrawn(on=day):
            assessed = isinstance(fact.event, ProjectSustainabilityAssessed)
            said_of_it = Sustainability(day, fact.version, assessed)
            return _with(project, sustainability=(*project.sustainability, said_of_it))
        case ProjectGatewayEntered(gateway=gateway, on=day) if gateway >= 1:
            return _with(project, gateways=(*project.gateways, day))
        case _:
            return project  # no measure asks about it


def _assessment(fact: Recorded, event: ProjectScoreAssessed) -> Assessment:
    return Assessment(
        fact.id,
        fact.source,
        fact.organisation,
        fact.version,
        event.assessed_on,
        round(event.score * 2),
        event.assessor == "adviser",
    )
