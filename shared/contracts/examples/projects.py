"""Examples of what the projects service publishes: a project of a falls team, a paper on it, a proven innovation."""

from datetime import date

from shared.contracts.event import Event
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
    Risk,
)
from shared.contracts.project_sustainability import (
    CarbonLine,
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
from shared.contracts.projects import PROJECTS
from shared.contracts.publication import PublicationRecorded, PublicationRetracted

LEAD = "6a0d2b0e-5f0c-4f55-9b0e-0c4f3a8a5a11"
NEXT_LEAD = "0e6f0cf4-3f8c-4d0f-8c5b-6f0d4b1b7c22"
ADVISER = "b3a1f6de-91c4-4a7e-9d7a-2f7d0c9e4d33"
AUTHOR = "d94c7c1b-7a52-4c0c-8f39-5b8e1a2f6e44"
MEDICAL_DIRECTOR = "f2b85a90-2c1e-4b6d-a8a4-7c3d9e5f1a55"
OTHER_PROJECT = "0190f3b2-0000-7000-8000-000000000002"
WRONG_WARD = "This was said of the wrong ward."

OF_THE_PROJECT: tuple[Event, ...] = (
    ProjectRegistered(
        title="Fewer falls on the stroke unit",
        kind="quality_improvement",
        lead_organisation="RGP",
        registered_on=date(2022, 4, 4),
        aim="Halve the falls per 1,000 bed days by March 2023.",
        partner_organisations=("RM1", "QMM"),
        quality_dimensions=("safe", "person_centred"),
        ambitions=(1, 3),
        division="Medicine",
        site="Gorleston",
        has_financial_effect=True,
        lead_person=LEAD,
        reference="QI-2022-017",
    ),
    ProjectDetailsAmended(
        title="Fewer falls on the stroke and rehabilitation units",
        aim="Halve the falls per 1,000 bed days by March 2023, on both units.",
        partner_organisations=("RM1",),
        quality_dimensions=("safe",),
        ambitions=(1,),
        division="Medicine",
        site="Gorleston",
        has_financial_effect=False,
        lead_person=LEAD,
        reference="QI-2022-017b",
    ),
    ProjectStarted(on=date(2022, 4, 25)),
    ProjectPaused(on=date(2022, 7, 18), reason="The ward moves for two weeks."),
    ProjectResumed(on=date(2022, 8, 1), reason="The ward has moved."),
    ProjectCompleted(on=date(2023, 2, 28), summary="Falls went from 6.1 to 3.4 per 1,000 bed days."),
    ProjectReopened(on=date(2023, 5, 15), reason="Falls rose again after the staff changed."),
    ProjectCancelled(on=date(2023, 9, 4), reason="The unit closes."),
    ProjectVoided(reason="duplicate", merged_into=OTHER_PROJECT),
    ProjectLeadChanged(to_organisation="RM1", on=date(2022, 10, 1)),
    ProjectHandedOver(to_person=NEXT_LEAD, on=date(2022, 9, 1)),
    ProjectScoreAssessed(
        score=3.5, assessed_on=date(2023, 2, 28), assessor="adviser", rationale="Improvement for three months."
    ),
    ProjectScoreVoided(event_id="score-2023-02"),
    ProjectInvolvementRecorded(
        level="big_i", on=date(2022, 5, 9), description="Two former patients are members of the team."
    ),
)
COACHING: tuple[Event, ...] = (
    ProjectCoachAssigned(adviser=ADVISER, on=date(2022, 4, 25)),
    ProjectCoachUnassigned(adviser=ADVISER, on=date(2023, 2, 28)),
    ProjectCoachingLogged(adviser=ADVISER, on=date(2022, 5, 23), minutes=45, topic="The driver diagram."),
)
SUSTAINABILITY: tuple[Event, ...] = (
    ProjectSustainabilityAssessed(
        on=date(2022, 6, 6),
        steps=(1, 3),
        environmental="Fewer ambulance journeys after a fall.",
        social="Patients keep their independence.",
        financial="Fewer bed days.",
        no_impact_reason="No medicine or equipment is added.",
    ),
    ProjectSustainabilityWithdrawn(on=date(2022, 11, 7), reason="The journeys were counted twice."),
    ProjectCarbonEstimated(
        on=date(2022, 6, 6),
        stage="forecast",
        factor_set=2022,
        lines=(
            CarbonLine(factor="car.average.unknown_fuel", unit="mile", baseline_quantity=1200.0, new_quantity=800.0),
            CarbonLine(factor="electricity.uk.generation", unit="kWh", baseline_quantity=250.5, new_quantity=300.0),
        ),
        periods_per_year=12.0,
        factors=(0.27465, 0.19338),
        saved_kg_co2e_per_year=1203.45228,
        saved_by_line=(1318.32, -114.86772),
    ),
)
GATEWAYS: tuple[Event, ...] = (
    ProjectGatewayEntered(gateway=0, on=date(2022, 5, 3), note="Plan on a page."),
    ProjectGatewayPassed(gateway=0, on=date(2022, 5, 17), note="Taken into the programme."),
    ProjectGatewayReturned(gateway=1, on=date(2022, 6, 14), note="The baseline is missing."),
    ProjectGatewayRejected(gateway=2, on=date(2022, 8, 9), note="The cost is higher than the saving."),
    ProjectQiaScored(
        on=date(2022, 7, 4),
        author=AUTHOR,
        risks=(
            Risk(domain="patient_safety", likelihood=2, impact=4),
            Risk(domain="workforce", likelihood=3, impact=2),
        ),
        residual=(Risk(domain="patient_safety", likelihood=1, impact=4),),
    ),
    ProjectQiaSigned(signatory=MEDICAL_DIRECTOR, role_of_signatory="medical_director", on=date(2022, 7, 11)),
    ProjectSavingForecast(
        pence=1_250_000, financial_year="2022/23", cash_releasing=False, recurrent=True, on=date(2022, 7, 4)
    ),
    ProjectSavingValidated(
        pence=980_000, financial_year="2022/23", cash_releasing=False, recurrent=True, on=date(2023, 4, 11)
    ),
    ProjectSavingReversed(
        pence=120_000, financial_year="2022/23", cash_releasing=False, recurrent=True, on=date(2023, 6, 5)
    ),
)
IMPROVEMENT: tuple[Event, ...] = (
    ProjectDriverAdded(driver_id="d2", kind="secondary", text="Call bells are answered in time.", parent="d1"),
    ProjectChangeIdeaAdded(idea_id="i1", text="A round every hour, day and night.", driver="d2"),
    ProjectPdsaCompleted(
        cycle_id="c1",
        started_on=date(2022, 5, 30),
        completed_on=date(2022, 6, 12),
        plan="Rounds on one bay for two weeks.",
        do="Eleven of fourteen nights.",
        study="One fall, where there were three.",
        act="Add a name to each round.",
        decision="adapt",
        idea="i1",
    ),
    ProjectMeasureAdded(
        measure_id="m1",
        name="Falls per 1,000 bed days",
        kind="outcome",
        unit="falls per 1,000 bed days",
        direction="decrease",
        chart="u",
        target=3.0,
        baseline_until=date(2022, 4, 30),
    ),
    ProjectMeasurementRecorded(measure_id="m1", on=date(2022, 3, 31), value=6.1, numerator=5.0, denominator=820.0),
    ProjectMeasurementCorrected(measure_id="m1", on=date(2022, 3, 31), value=7.3, numerator=6.0, denominator=820.0),
    ProjectMeasureRebased(measure_id="m1", from_=date(2022, 9, 1), reason="Rounds are routine now."),
    ProjectLearningShared(
        on=date(2023, 3, 6),
        title="Rounds that staff name themselves",
        text="Rounds held once the team chose their own times.",
        audience="system",
        tags=("falls", "stroke"),
    ),
)
PUBLICATIONS: tuple[Event, ...] = (
    PublicationRecorded(
        title="Hourly rounds on a stroke unit",
        journal="BMJ Open Quality",
        kind="journal_article",
        relevant=True,
        published_on=date(2023, 8, 14),
        organisations=("RGP", "RM1"),
        doi="10.1136/example-2023-000001",
        project=OTHER_PROJECT,
    ),
    PublicationRetracted(on=date(2023, 9, 18), reason="The journal withdrew the article."),
)
INNOVATIONS: tuple[Event, ...] = (
    InnovationRegistered(
        title="Remote monitoring of heart failure",
        programme="NHS Innovation Accelerator",
        evidence_url="https://example.org/heart-failure",
        spread_sites=3,
    ),
    InnovationStageReached(organisation="RGP", site="Gorleston", stage="adopted", on=date(2022, 12, 1)),
)
WITHDRAWALS: tuple[Event, ...] = tuple(
    PROJECTS.types[name][1](event_id="fact-7", reason=WRONG_WARD)
    for name in ("project.fact_withdrawn", "publication.fact_withdrawn", "innovation.fact_withdrawn")
)

EXAMPLES: dict[str, Event] = {
    event.type: event
    for events in (
        OF_THE_PROJECT,
        COACHING,
        SUSTAINABILITY,
        GATEWAYS,
        IMPROVEMENT,
        PUBLICATIONS,
        INNOVATIONS,
        WITHDRAWALS,
    )
    for event in events
}
