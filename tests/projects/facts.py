"""Short ways to say the facts of a project; days are written `2022-04-04`."""

from datetime import date
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from shared.contracts.event import FactWithdrawn
from shared.contracts.innovation import InnovationRegistered, InnovationStageReached
from shared.contracts.project import (
    Kind,
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
from shared.contracts.project_sustainability import (
    CarbonEstimatedInAll,
    ProjectCarbonEstimated,
    ProjectSustainabilityAssessed,
)
from shared.contracts.project_work import (
    ProjectChangeIdeaAdded,
    ProjectCoachAssigned,
    ProjectCoachingLogged,
    ProjectCoachUnassigned,
    ProjectDriverAdded,
    ProjectLearningShared,
    ProjectMeasureAdded,
    ProjectMeasurementCorrected,
    ProjectMeasurementRecorded,
    ProjectMeasureRebased,
    ProjectPdsaCompleted,
)
from shared.contracts.projects import PROJECTS
from shared.contracts.publication import PublicationRecorded, PublicationRetracted

LEAD, NEXT_LEAD = "6a0d2b0e-5f0c-4f55-9b0e-0c4f3a8a5a11", "0e6f0cf4-3f8c-4d0f-8c5b-6f0d4b1b7c22"
ADVISER = "b3a1f6de-91c4-4a7e-9d7a-2f7d0c9e4d33"
AUTHOR = "d94c7c1b-7a52-4c0c-8f39-5b8e1a2f6e44"
DOCTOR, NURSE, THIRD = (f"f2b85a90-2c1e-4b6d-a8a4-7c3d9e5f1a{last}" for last in (55, 56, 57))


def registered(
    on: str = "2022-04-04", *, lead: str = "RGP", kind: Kind = "quality_improvement", **others: Any
) -> ProjectRegistered:
    return ProjectRegistered(
        title="Safer discharge", kind=kind, lead_organisation=lead, registered_on=date.fromisoformat(on), **others
    )


def started(on: str = "2022-04-11") -> ProjectStarted:
    return ProjectStarted(on=date.fromisoformat(on))


def paused(on: str = "2022-05-03") -> ProjectPaused:
    return ProjectPaused(on=date.fromisoformat(on))


def resumed(on: str = "2022-06-06") -> ProjectResumed:
    return ProjectResumed(on=date.fromisoformat(on))


def completed(on: str = "2022-09-30") -> ProjectCompleted:
    return ProjectCompleted(on=date.fromisoformat(on))


def cancelled(on: str = "2022-09-30") -> ProjectCancelled:
    return ProjectCancelled(on=date.fromisoformat(on), reason="The ward closed.")


def reopened(on: str = "2022-10-31") -> ProjectReopened:
    return ProjectReopened(on=date.fromisoformat(on), reason="The change did not hold.")


def voided() -> ProjectVoided:
    return ProjectVoided(reason="in_error")


def lead_changed(to: str = "RM1", on: str = "2022-07-01") -> ProjectLeadChanged:
    return ProjectLeadChanged(to_organisation=to, on=date.fromisoformat(on))


def scored(
    score: float = 3.5, on: str = "2022-09-30", *, by: Literal["team", "adviser"] = "team"
) -> ProjectScoreAssessed:
    return ProjectScoreAssessed(score=score, assessed_on=date.fromisoformat(on), assessor=by)


def score_voided(event_id: str) -> ProjectScoreVoided:
    return ProjectScoreVoided(event_id=event_id)


def involved(
    level: Literal["none", "little_i", "big_i"] = "little_i", on: str = "2022-06-15"
) -> ProjectInvolvementRecorded:
    return ProjectInvolvementRecorded(level=level, on=date.fromisoformat(on))


def amended(**what: Any) -> ProjectDetailsAmended:
    return ProjectDetailsAmended(**what)


def handed_over(to: str = NEXT_LEAD, on: str = "2022-07-01") -> ProjectHandedOver:
    return ProjectHandedOver(to_person=to, on=date.fromisoformat(on))


def coached(on: str = "2022-06-15", *, by: str = ADVISER) -> ProjectCoachingLogged:
    return ProjectCoachingLogged(adviser=by, on=date.fromisoformat(on))


def coach_assigned(on: str = "2022-04-11", *, adviser: str = ADVISER) -> ProjectCoachAssigned:
    return ProjectCoachAssigned(adviser=adviser, on=date.fromisoformat(on))


def coach_unassigned(on: str = "2022-08-01", *, adviser: str = ADVISER) -> ProjectCoachUnassigned:
    return ProjectCoachUnassigned(adviser=adviser, on=date.fromisoformat(on))


def considered(on: str = "2022-06-15", **texts: str) -> ProjectSustainabilityAssessed:
    said = texts or {"environmental": "Fewer journeys."}
    return ProjectSustainabilityAssessed(on=date.fromisoformat(on), steps=(1,), **said)


def in_all(kept: ProjectCarbonEstimated) -> CarbonEstimatedInAll:
    """Return an estimate as the first release kept it: without what each line saves."""
    said = {name: getattr(kept, name) for name in CarbonEstimatedInAll.__struct_fields__}
    return CarbonEstimatedInAll(**said)


def entered(gateway: int, on: str = "2022-06-01") -> ProjectGatewayEntered:
    return ProjectGatewayEntered(gateway=gateway, on=date.fromisoformat(on))


def passed(gateway: int, on: str = "2022-06-01") -> ProjectGatewayPassed:
    return ProjectGatewayPassed(gateway=gateway, on=date.fromisoformat(on))


def returned(gateway: int, on: str = "2022-06-01") -> ProjectGatewayReturned:
    return ProjectGatewayReturned(gateway=gateway, on=date.fromisoformat(on))


def rejected(gateway: int, on: str = "2022-06-01") -> ProjectGatewayRejected:
    return ProjectGatewayRejected(gateway=gateway, on=date.fromisoformat(on))


def qia(on: str = "2022-05-02", *, author: str = AUTHOR) -> ProjectQiaScored:
    risk = Risk(domain="patient_safety", likelihood=2, impact=3)
    return ProjectQiaScored(on=date.fromisoformat(on), author=author, risks=(risk,))


def signed(by: str = DOCTOR, on: str = "2022-05-09") -> ProjectQiaSigned:
    return ProjectQiaSigned(signatory=by, role_of_signatory="medical_director", on=date.fromisoformat(on))


def driver(name: str = "d1", *, parent: str | UnsetType = UNSET) -> ProjectDriverAdded:
    return ProjectDriverAdded(driver_id=name, kind="primary", text="Calls are answered.", parent=parent)


def idea(name: str = "i1", *, driver: str | UnsetType = UNSET) -> ProjectChangeIdeaAdded:
    return ProjectChangeIdeaAdded(idea_id=name, text="A round every hour.", driver=driver)


def cycle(
    name: str = "c1", *, started_on: str = "2022-05-02", completed_on: str = "2022-05-16", **others: str
) -> ProjectPdsaCompleted:
    return ProjectPdsaCompleted(
        cycle_id=name,
        started_on=date.fromisoformat(started_on),
        completed_on=date.fromisoformat(completed_on),
        plan="Plan.",
        do="Do.",
        study="Study.",
        act="Act.",
        decision="adopt",
        **others,
    )


def measure(name: str = "m1", **others: Any) -> ProjectMeasureAdded:
    return ProjectMeasureAdded(
        measure_id=name, name="Falls", kind="outcome", unit="falls", direction="decrease", chart="run", **others
    )


def measured(on: str = "2022-05-01", *, of: str = "m1", **numbers: Any) -> ProjectMeasurementRecorded:
    return ProjectMeasurementRecorded(measure_id=of, on=date.fromisoformat(on), **(numbers or {"value": 3.0}))


def corrected(on: str = "2022-05-01", *, of: str = "m1", **numbers: Any) -> ProjectMeasurementCorrected:
    return ProjectMeasurementCorrected(measure_id=of, on=date.fromisoformat(on), **(numbers or {"value": 4.0}))


def rebased(since: str = "2022-06-01", *, of: str = "m1") -> ProjectMeasureRebased:
    return ProjectMeasureRebased(measure_id=of, from_=date.fromisoformat(since), reason="Routine now.")


def learned(on: str = "2022-10-03") -> ProjectLearningShared:
    return ProjectLearningShared(
        on=date.fromisoformat(on), title="Rounds", text="Teams chose their own times.", audience="system"
    )


def withdrawn(event_id: str, category: str = "project") -> FactWithdrawn:
    kind = PROJECTS.types[f"{category}.fact_withdrawn"][1]
    event = kind(event_id=event_id, reason="Said in error.")
    assert isinstance(event, FactWithdrawn)
    return event


def published(on: str = "2022-08-14", **others: Any) -> PublicationRecorded:
    said = {
        "title": "Rounds",
        "journal": "BMJ Open Quality",
        "kind": "journal_article",
        "relevant": True,
        "organisations": ("RGP",),
    }
    return PublicationRecorded(published_on=date.fromisoformat(on), **{**said, **others})


def retracted(on: str = "2022-09-14") -> PublicationRetracted:
    return PublicationRetracted(on=date.fromisoformat(on), reason="Withdrawn by the journal.")


def innovation() -> InnovationRegistered:
    return InnovationRegistered(title="FeNO", programme="Rapid Uptake", evidence_url="https://example.org/feno")


def reached(organisation: str = "RGP", on: str = "2022-09-14") -> InnovationStageReached:
    return InnovationStageReached(
        organisation=organisation, site="Gorleston", stage="adopted", on=date.fromisoformat(on)
    )
