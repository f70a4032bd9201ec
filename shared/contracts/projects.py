"""What the projects service publishes: projects, publications and innovations, topic `qi.projects`."""

from typing import TypeAlias, get_args

from shared.contracts.event import Category, Contract, withdrawal
from shared.contracts.innovation import InnovationRegistered, InnovationStageReached
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
    ProjectSavingForecast,
    ProjectSavingReversed,
    ProjectSavingValidated,
)
from shared.contracts.project_sustainability import (
    ProjectCarbonEstimated,
    ProjectSustainabilityAssessed,
    ProjectSustainabilityWithdrawn,
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
from shared.contracts.publication import PublicationRecorded, PublicationRetracted

ProjectEvent: TypeAlias = (
    ProjectRegistered
    | ProjectDetailsAmended
    | ProjectStarted
    | ProjectPaused
    | ProjectResumed
    | ProjectCompleted
    | ProjectReopened
    | ProjectCancelled
    | ProjectVoided
    | ProjectLeadChanged
    | ProjectHandedOver
    | ProjectScoreAssessed
    | ProjectScoreVoided
    | ProjectInvolvementRecorded
    | ProjectCoachAssigned
    | ProjectCoachUnassigned
    | ProjectCoachingLogged
    | ProjectSustainabilityAssessed
    | ProjectSustainabilityWithdrawn
    | ProjectCarbonEstimated
    | ProjectGatewayEntered
    | ProjectGatewayPassed
    | ProjectGatewayReturned
    | ProjectGatewayRejected
    | ProjectQiaScored
    | ProjectQiaSigned
    | ProjectSavingForecast
    | ProjectSavingValidated
    | ProjectSavingReversed
    | ProjectDriverAdded
    | ProjectChangeIdeaAdded
    | ProjectPdsaCompleted
    | ProjectMeasureAdded
    | ProjectMeasurementRecorded
    | ProjectMeasurementCorrected
    | ProjectMeasureRebased
    | ProjectLearningShared
)
PublicationEvent: TypeAlias = PublicationRecorded | PublicationRetracted
InnovationEvent: TypeAlias = InnovationRegistered | InnovationStageReached

PROJECTS = Contract(
    service="projects",
    topic="qi.projects",
    categories=(
        Category(name="project", events=(*get_args(ProjectEvent), withdrawal("project"))),
        Category(name="publication", events=(*get_args(PublicationEvent), withdrawal("publication"))),
        Category(name="innovation", events=(*get_args(InnovationEvent), withdrawal("innovation"))),
    ),
)
