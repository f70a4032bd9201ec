"""The James Paget joins, agrees to a measure, opens its improvement space, and a year is frozen."""

from datetime import UTC, date, datetime

from shared.contracts.agreements import (
    MeasureAgreed,
    MeasureFactWithdrawn,
    MeasureObjected,
    MeasureProposed,
    MeasureRetired,
    MeasureTargetSet,
    MilestoneEvidenced,
    MilestonePlanned,
    MilestoneRevoked,
    MilestoneSignedOff,
    OrganisationJoined,
    OrganisationLeft,
    SnapshotFactWithdrawn,
    SnapshotFrozen,
)
from shared.contracts.event import Event, withdrawal

JOINED = OrganisationJoined(
    name="James Paget University Hospitals NHS Foundation Trust", kind="acute", on=date(2022, 4, 1), ods_code="RGP"
)
LEFT = OrganisationLeft(on=date(2026, 3, 31), successor="QMM")
LEFT_IN_ERROR = withdrawal("organisation")(event_id="left-1", reason="The merger was put off by a year.")

PROPOSED = MeasureProposed(
    version=2,
    title="Completed projects with at least a modest improvement",
    words="75% of completed QI projects have a project score reflecting at least a modest improvement",
    why="Projects that finish without improving anything teach us to choose and to coach better.",
    unit="%",
    direction="increase",
    counts="Projects completed in the year",
    numerator="Of these, projects scored 3.0 or above within 90 days of completion",
    attribution="The organisation that led the project on the day of completion",
    owner="Head of Quality Improvement",
    review_on=date(2024, 4, 1),
    denominator="Projects completed in the year",
    exclusions="Voided projects; clinical audits and service evaluations",
)
AGREED = MeasureAgreed(organisation="RGP", version=1, on=date(2022, 5, 12), note="Agreed at the quality committee.")
OBJECTED = MeasureObjected(
    organisation="RGP", version=2, on=date(2023, 5, 11), note="Ninety days are too short for community projects."
)
TARGET_SET = MeasureTargetSet(organisation="RGP", target=80, financial_year="2023/24")
RETIRED = MeasureRetired(on=date(2025, 3, 31), reason="The strategy's second edition counts outcomes instead.")
SAID_OF_THE_WRONG_MEASURE = MeasureFactWithdrawn(event_id="agreed-7", reason="Meant for patient involvement.")

PLANNED = MilestonePlanned(
    title="The digital improvement space is open to all staff",
    part_of="improvement-space",
    organisation="RGP",
    due_on=date(2022, 12, 31),
)
EVIDENCED = MilestoneEvidenced(on=date(2022, 11, 30), evidence="https://www.jpaget.nhs.uk/improvement-space")
SIGNED_OFF = MilestoneSignedOff(
    on=date(2022, 12, 14), role_of_signatory="Director of Strategy", note="Opened with forty visitors."
)
REVOKED = MilestoneRevoked(
    on=date(2023, 2, 1), role_of_signatory="Director of Strategy", note="The licence ran out and was not renewed."
)
EVIDENCED_TWICE = withdrawal("milestone")(event_id="evidence-2", reason="The same page was sent twice.")

FROZEN = SnapshotFrozen(
    financial_year="2022/23", as_at=datetime(2023, 4, 18, 16, 0, tzinfo=UTC), label="Board report, April 2023"
)
FROZEN_IN_ERROR = SnapshotFactWithdrawn(event_id="frozen-1", reason="Taken before the last projects were scored.")

EXAMPLES: dict[str, Event] = {
    one.type: one
    for one in (
        *(JOINED, LEFT, LEFT_IN_ERROR),
        *(PROPOSED, AGREED, OBJECTED, TARGET_SET, RETIRED, SAID_OF_THE_WRONG_MEASURE),
        *(PLANNED, EVIDENCED, SIGNED_OFF, REVOKED, EVIDENCED_TWICE),
        *(FROZEN, FROZEN_IN_ERROR),
    )
}
