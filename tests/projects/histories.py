"""Histories of one project as they could have been: whatever was tried, and what of it was accepted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from msgspec import UNSET

from services.projects.domain.course import Status
from services.projects.domain.project import PROJECT, Project
from shared.contracts.event import Event, Recorded
from shared.contracts.form import days_said
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
from shared.contracts.project_finance import (
    ProjectGatewayEntered,
    ProjectGatewayPassed,
    ProjectGatewayRejected,
    ProjectGatewayReturned,
    ProjectQiaScored,
    ProjectQiaSigned,
    Risk,
)
from shared.contracts.project_sustainability import CarbonEstimate, CarbonLine, ProjectSustainabilityAssessed
from shared.contracts.project_work import (
    ProjectChangeIdeaAdded,
    ProjectCoachingLogged,
    ProjectDriverAdded,
    ProjectMeasureAdded,
    ProjectMeasurementCorrected,
    ProjectMeasurementRecorded,
)
from shared.decider import Fact
from shared.identity import Caller
from shared.refusals import Refused
from tests.given import EVERY_ROLE, MEMBERS, STREAMS, TODAY, Said, recorded
from tests.projects.facts import ADVISER, AUTHOR, LEAD, NEXT_LEAD

FIRST = date(2022, 3, 1)
# Few enough days that facts meet on one, and on both sides of a year's end.
DAYS = st.integers(0, 19).map(lambda step: FIRST + timedelta(days=30 * step))
IDS = st.sampled_from(["s1", "s2"])
SOURCES = st.sampled_from(["urn:a", "urn:b"])
WORDS = st.just("Said so.")
PEOPLE = st.sampled_from([LEAD, NEXT_LEAD, ADVISER, AUTHOR])
RISK = Risk(domain="experience", likelihood=1, impact=5)
GATEWAY_STEPS = (ProjectGatewayEntered, ProjectGatewayPassed, ProjectGatewayReturned, ProjectGatewayRejected)
LINES = st.builds(
    CarbonLine,
    factor=st.sampled_from(["gas.natural", "taxi.regular"]),
    unit=st.sampled_from(["kWh", "m3"]),
    baseline_quantity=st.floats(0, 1e6),
    new_quantity=st.floats(0, 1e6),
)

REGISTRATIONS = st.builds(
    ProjectRegistered,
    title=st.just("Safer discharge"),
    kind=st.sampled_from(["quality_improvement", "quality_improvement", "quality_improvement", "clinical_audit"]),
    lead_organisation=st.sampled_from(["RGP", "RM1"]),
    registered_on=st.just(FIRST),
)
ATTEMPTS = st.one_of(
    st.builds(ProjectStarted, on=DAYS),
    st.builds(ProjectPaused, on=DAYS),
    st.builds(ProjectResumed, on=DAYS),
    st.builds(ProjectCompleted, on=DAYS),
    st.builds(ProjectCancelled, on=DAYS, reason=WORDS),
    st.builds(ProjectReopened, on=DAYS, reason=WORDS),
    st.builds(ProjectLeadChanged, to_organisation=st.sampled_from(["RGP", "RM1"]), on=DAYS),
    st.builds(
        ProjectScoreAssessed,
        score=st.sampled_from([2.0, 3.0, 4.5]),
        assessed_on=DAYS,
        assessor=st.sampled_from(["team", "adviser"]),
    ),
    st.builds(ProjectScoreVoided, event_id=IDS),
    st.builds(ProjectInvolvementRecorded, level=st.sampled_from(["none", "little_i", "big_i"]), on=DAYS),
    st.builds(ProjectCompleted, on=DAYS),
    st.builds(ProjectReopened, on=DAYS, reason=WORDS),
    st.builds(ProjectHandedOver, to_person=PEOPLE, on=DAYS),
    st.builds(ProjectDetailsAmended, lead_person=PEOPLE | st.just(UNSET)),
    st.builds(ProjectCoachingLogged, adviser=PEOPLE, on=DAYS),
    st.builds(ProjectSustainabilityAssessed, on=DAYS, steps=st.just((1,)), social=st.sampled_from(["", "Said so."])),
    st.builds(CarbonEstimate, on=DAYS, stage=st.just("measured"), factor_set=st.sampled_from([2021, 2022, 2024]),
              lines=st.tuples(LINES), periods_per_year=st.floats(0.5, 365)),
    st.one_of([st.builds(kind, gateway=st.integers(0, 3), on=DAYS) for kind in GATEWAY_STEPS]),
    st.builds(ProjectGatewayEntered, gateway=st.integers(0, 1), on=DAYS),
    st.builds(ProjectQiaScored, on=DAYS, author=PEOPLE, risks=st.just((RISK,))),
    st.builds(ProjectQiaSigned, on=DAYS, signatory=PEOPLE, role_of_signatory=WORDS),
    st.builds(ProjectDriverAdded, driver_id=IDS, kind=st.just("primary"), text=WORDS, parent=IDS | st.just(UNSET)),
    st.builds(ProjectChangeIdeaAdded, idea_id=IDS, text=WORDS, driver=IDS | st.just(UNSET)),
    st.builds(ProjectMeasureAdded, measure_id=IDS, name=WORDS, kind=st.just("outcome"), unit=WORDS,
              direction=st.just("increase"), chart=st.just("run")),
    st.builds(ProjectMeasurementRecorded, measure_id=IDS, on=DAYS, value=st.floats(0, 9)),
    st.builds(ProjectMeasurementCorrected, measure_id=IDS, on=DAYS, value=st.floats(0, 9) | st.just(UNSET)),
)  # fmt: skip
RARELY = st.integers(0, 19).map(lambda chance: chance == 0)


@st.composite
def histories(draw: st.DrawFn) -> list[Recorded]:
    """Draw the history of a project: attempts by whoever leads it then, without those that are refused."""
    tried = draw(st.lists(ATTEMPTS, min_size=draw(st.sampled_from([0, 12])), max_size=20))
    if draw(st.booleans()):
        tried.sort(key=_day)  # in the order of their days more of them are accepted
    attempts: list[Event] = [draw(REGISTRATIONS), *tried]
    if draw(RARELY):
        attempts.append(ProjectVoided(reason="in_error"))
    kept: list[Said] = []
    project = PROJECT.initial
    for event in attempts:
        identity = draw(IDS) if isinstance(event, ProjectScoreAssessed) else None
        one = Said(event=event, by=_speaker(project, event), id=identity, source=draw(SOURCES))
        if any((one.by, one.source, one.id) == (other.by, other.source, other.id) for other in kept):
            one = replace(one, id=None)
        judged = _judged(project, one)
        if not isinstance(judged, str):
            kept.append(replace(one, event=judged))
            project = PROJECT.evolve(project, recorded(kept)[-1])
    return recorded(kept)


def verdict(history: Sequence[Recorded], one: Said) -> Event | str:
    """Return what would be kept, or the name of the refusal."""
    return _judged(PROJECT.fold(history), one)


def _judged(project: Project, one: Said) -> Event | str:
    try:
        return PROJECT.judge(fact_of(one), project)
    except Refused as refusal:
        return type(refusal).__name__


def fact_of(one: Said) -> Fact:
    """Return what somebody says as a fact to judge."""
    return Fact(
        event=one.event,
        stream_id=STREAMS["project"].partition("/")[2],
        id=one.id or "next",
        source=one.source,
        caller=Caller(organisation=one.by, roles=EVERY_ROLE),
        members=MEMBERS,
        today=TODAY,
    )


def _day(event: Event) -> date:
    return next((day for _, day in days_said(event)), date.max)


def _speaker(project: Project, event: Event) -> str:
    if project.status is Status.ABSENT and isinstance(event, ProjectRegistered):
        return event.lead_organisation
    return project.lead
