"""The work of a project: coaching, drivers, ideas, cycles, measures, learning."""

from services.gateway.recording.fields import Asked, Choice, Line, Person, Prose, Tags
from services.gateway.recording.form import NEW, OPEN, Form
from services.gateway.recording.forms.project import PEOPLE, PROGRESS
from shared.contracts import project_work as work

IMPROVEMENT, LEARNING = "Drivers, ideas and cycles", "Learning"
DRIVERS = {
    "primary": "Primary\nDrives the aim itself",
    "secondary": "Secondary\nDrives a primary driver",
}
DECISIONS = {
    "adopt": "Adopt\nThe change stays",
    "adapt": "Adapt\nTry it again, differently",
    "abandon": "Abandon\nThe change is given up",
}
MEASURES = {
    "outcome": "Outcome\nWhat the project is for",
    "process": "Process\nWhether the change is done",
    "balancing": "Balancing\nWhat must not get worse",
}
DIRECTIONS = {"increase": "Higher is better", "decrease": "Lower is better", "neutral": "Neither"}
CHARTS = {
    "run": "Run chart\nA value each time; good for a beginning",
    "xmr": "XmR chart\nA value each time, with limits",
    "p": "p chart\nA share: how many of how many",
    "u": "u chart\nA rate: how many events in how much",
    "c": "c chart\nA count of events in equal spans",
}
AUDIENCES = {
    "system": "Every member\nIt goes into the shared library of learning",
    "organisation": "Our own organisation",
}
_ADVISER = Asked("adviser", "Adviser", "The name, or how it begins.", widget=Person())
_MEASURE = Asked("measure_id", "Measure", widget=Choice("measures"), before="project.measure_added")
_VALUE = (
    Asked("value", "Value", "For run, XmR and c charts.", missing="Enter a value, or how many of how many"),
    Asked("numerator", "How many", "For p and u charts: the number above the line."),
    Asked("denominator", "Of how many", "For p and u charts: the number below the line."),
)

FORMS = (
    Form(
        work.ProjectMeasurementRecorded,
        "Record a measurement",
        (_MEASURE, Asked("on", "Day of the measurement"), *_VALUE),
        intro="A day before the project began belongs to the baseline.",
        group=PROGRESS,
        beside={"UnknownMeasure": "measure_id"},
    ),
    Form(
        work.ProjectMeasurementCorrected,
        "Correct a measurement",
        (_MEASURE, Asked("on", "Day that was measured", today=False), *_VALUE),
        intro="Say what is right for a day that has a value already. The history keeps both.",
        group=PROGRESS,
        beside={"UnknownMeasure": "measure_id"},
    ),
    Form(
        work.ProjectMeasureAdded,
        "Add a measure",
        (
            Asked("name", "Name of the measure", "“Falls per 1,000 bed days”, for example."),
            Asked("kind", "What is it for?", widget=Choice(MEASURES)),
            Asked("unit", "Unit", "“falls”, “minutes”, “%”.", widget=Line(20)),
            Asked("direction", "Which way is better?", widget=Choice(DIRECTIONS)),
            Asked("chart", "How is it drawn?", widget=Choice(CHARTS)),
            Asked("target", "Target"),
            Asked("baseline_until", "Last day of the baseline", more=True),
        ),
        given={"measure_id": NEW},
        group=PROGRESS,
        when=OPEN,
    ),
    Form(
        work.ProjectMeasureRebased,
        "Work out a measure’s limits anew",
        (
            _MEASURE,
            Asked("from", "First day of the new limits", today=False),
            Asked("reason", "Reason", "What changed so that the old limits say nothing any more."),
        ),
        group=PROGRESS,
        when=OPEN,
        beside={"UnknownMeasure": "measure_id"},
    ),
    Form(
        work.ProjectDriverAdded,
        "Add a driver",
        (
            Asked("text", "What drives it", widget=Prose(2), missing="Enter what drives it"),
            Asked("kind", "Which kind of driver is it?", widget=Choice(DRIVERS)),
            Asked("parent", "What it drives", "For a secondary driver.", widget=Choice("drivers")),
        ),
        given={"driver_id": NEW},
        group=IMPROVEMENT,
        when=OPEN,
    ),
    Form(
        work.ProjectChangeIdeaAdded,
        "Add a change idea",
        (
            Asked("text", "Change idea", "Something that can be tried next Tuesday.", widget=Prose(2)),
            Asked("driver", "Driver that it is meant to move", widget=Choice("drivers")),
        ),
        given={"idea_id": NEW},
        group=IMPROVEMENT,
        when=OPEN,
    ),
    Form(
        work.ProjectPdsaCompleted,
        "Record a PDSA cycle",
        (
            Asked("idea", "Change idea that was tried", widget=Choice("ideas")),
            Asked("started_on", "First day", today=False),
            Asked("completed_on", "Last day"),
            Asked("plan", "Plan", "What was to be tried, and what was expected."),
            Asked("do", "Do", "What was done, and what was noticed.", missing="Enter what was done"),
            Asked("study", "Study", "What the measurements said, held against what was expected.",
                  missing="Enter what was found"),
            Asked("act", "Act", "What happens next.", missing="Enter what happens next"),
            Asked("decision", "What becomes of the change?", widget=Choice(DECISIONS)),
        ),
        given={"cycle_id": NEW},
        group=IMPROVEMENT,
        when=OPEN,
    ),
    Form(
        work.ProjectCoachingLogged,
        "Record a coaching contact",
        (
            _ADVISER,
            Asked("on", "Day"),
            Asked("minutes", "Minutes"),
            Asked("topic", "What it was about", widget=Prose(2)),
        ),
        group=PEOPLE,
        beside={"ProjectClosed": "on", "AdviserLeadsProject": "adviser"},
    ),
    Form(
        work.ProjectCoachAssigned,
        "Assign a coach",
        (_ADVISER, Asked("on", "First day")),
        group=PEOPLE,
        when=OPEN,
    ),
    Form(
        work.ProjectCoachUnassigned,
        "End a coach’s assignment",
        (_ADVISER, Asked("on", "Last day")),
        group=PEOPLE,
        when=OPEN,
    ),
    Form(
        work.ProjectLearningShared,
        "Share what was learned",
        (
            Asked("title", "In one sentence", missing="Enter it in one sentence"),
            Asked("text", "What others should know", "What failed is worth as much as what worked.",
                  widget=Prose(6), missing="Enter what others should know"),
            Asked("audience", "Who should see it?", widget=Choice(AUDIENCES)),
            Asked("on", "Day"),
            Asked("tags", "Tags", "Words to find it by, with commas between them.", widget=Tags()),
        ),
        group=LEARNING,
    ),
)  # fmt: skip
