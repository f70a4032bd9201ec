"""A project's progress scores, as far as voiding one needs to know them."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from services.projects.domain import refusals
from shared.contracts.event import Recorded, Said, meant
from shared.contracts.project import ProjectScoreAssessed, ProjectScoreVoided

ScoreEvent: TypeAlias = ProjectScoreAssessed | ProjectScoreVoided


@dataclass(frozen=True, slots=True)
class Assessment:
    """A score that was said, and under which identity."""

    id: str
    source: str
    organisation: str
    version: int
    standing: bool = True


def decide(event: ScoreEvent, by: Said, assessments: tuple[Assessment, ...]) -> None:
    """Refuse to void what is not there, or was voided before."""
    if isinstance(event, ProjectScoreVoided):
        found = meant(event.event_id, by, assessments)
        if found is None or not found.standing:
            raise refusals.NoSuchAssessment(field="event_id")


def evolve(assessments: tuple[Assessment, ...], event: ScoreEvent, fact: Recorded) -> tuple[Assessment, ...]:
    """Return the assessments after a fact."""
    match event:
        case ProjectScoreAssessed():
            return (*assessments, Assessment(fact.id, fact.source, fact.organisation, fact.version))
        case ProjectScoreVoided(event_id=event_id):
            voided = meant(event_id, fact, assessments)
            return tuple(replace(one, standing=False) if one == voided else one for one in assessments)
        case _:
            assert_never(event)
