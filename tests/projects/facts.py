"""Short ways to say the facts of a project; days are written `2022-04-04`."""

from datetime import date
from typing import Any, Literal

from shared.contracts.projects import (
    Kind,
    ProjectCancelled,
    ProjectCompleted,
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
