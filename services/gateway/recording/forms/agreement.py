"""The agreement: what is proposed, agreed and promised; milestones; what boards saw."""

from services.gateway.recording.fields import Asked, Choice, Line, Number, Prose
from services.gateway.recording.form import NOW, OWN, VERSION, Form
from services.gateway.recording.forms.worth import ROLES
from shared.contracts import agreements

AGREEMENT, MILESTONES = "The agreement", "Milestones"
DIRECTIONS = {"increase": "Higher is better", "decrease": "Lower is better", "neutral": "Neither"}
_SAID = {"organisation": OWN, "version": VERSION}
_NOTE = Asked("note", "Note", "Every member sees it.", widget=Prose(3))

FORMS = (
    Form(
        agreements.MeasureAgreed,
        "Agree to how the measure is counted",
        (Asked("on", "Day"), _NOTE),
        intro="You say so for your whole organisation, of the version that stands now.",
        given=_SAID,
        group=AGREEMENT,
    ),
    Form(
        agreements.MeasureObjected,
        "Object to how the measure is counted",
        (Asked("on", "Day"), Asked("note", "What should be different", "Every member sees it.", widget=Prose(4))),
        intro="The measure goes on as it is until a version is proposed to which everybody agrees.",
        given=_SAID,
        group=AGREEMENT,
    ),
    Form(
        agreements.MeasureProposed,
        "Propose another definition",
        (
            Asked("title", "Title"),
            Asked("words", "Words of the strategy"),
            Asked("why", "Why it matters"),
            Asked("unit", "Unit", "“%”, “people”, “projects”.", widget=Line(20)),
            Asked("direction", "Which way is better?", widget=Choice(DIRECTIONS)),
            Asked("counts", "What it counts", widget=Prose(2)),
            Asked("numerator", "Numerator", widget=Prose(2)),
            Asked("denominator", "Denominator", widget=Prose(2)),
            Asked("exclusions", "What is left out", widget=Prose(2)),
            Asked("attribution", "To which organisation it counts", widget=Prose(2)),
            Asked("owner", "Owner", "A role, not a name."),
            Asked("review_on", "Day of the next review"),
        ),
        intro="It is a text for members to agree to. The figures follow when a release counts by it.",
        given={"version": VERSION},
        amends=True,
        group=AGREEMENT,
    ),
    Form(
        agreements.MeasureTargetSet,
        "Set your organisation’s target",
        (
            Asked("financial_year", "Financial year", widget=Choice("years")),
            Asked("target", "Target", "In the measure’s unit; a percentage up to 100.", widget=Number(whole=True)),
        ),
        given={"organisation": OWN},
        group=AGREEMENT,
    ),
    Form(
        agreements.MilestonePlanned,
        "Plan a milestone",
        (
            Asked("title", "Milestone"),
            Asked("part_of", "Measure that it is part of", widget=Choice("measures of the strategy")),
            Asked("due_on", "Day on which it is due"),
        ),
        given={"organisation": OWN},
        opens=True,
        group=MILESTONES,
    ),
    Form(
        agreements.MilestoneEvidenced,
        "Record evidence for the milestone",
        (Asked("evidence", "Evidence", "A web address or a sentence.", widget=Prose(2)), Asked("on", "Day")),
        group=MILESTONES,
    ),
    Form(
        agreements.MilestoneSignedOff,
        "Sign the milestone off",
        (Asked("role", "In which role?", widget=Choice(ROLES)), Asked("on", "Day"), Asked("note", "Note")),
        group=MILESTONES,
    ),
    Form(
        agreements.MilestoneRevoked,
        "Revoke the milestone’s sign-off",
        (Asked("role", "In which role?", widget=Choice(ROLES)), Asked("on", "Day"), Asked("note", "Note")),
        group=MILESTONES,
    ),
    Form(
        agreements.SnapshotFrozen,
        "Freeze what a board sees",
        (
            Asked("label", "Name of the snapshot", "“Board, October 2026”."),
            Asked("financial_year", "Financial year", widget=Choice("years")),
        ),
        intro="The figures as they are known now can then be called up again, and held against what is known later.",
        given={"as_at": NOW},
        opens=True,
        group=AGREEMENT,
    ),
)
