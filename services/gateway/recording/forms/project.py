"""The course of a project: what it is, where it stands, how far it came."""

from services.gateway.recording.fields import Asked, Choice, Choices, Line, Person, Prose
from services.gateway.recording.form import CLOSED, OPEN, OWN, Form
from shared.contracts import project

COURSE, PROGRESS, PEOPLE = "Where it stands", "Progress", "People"
KINDS = {
    "quality_improvement": "Quality improvement\nTries changes, and measures whether they help",
    "clinical_audit": "Clinical audit\nMeasures practice against a standard",
    "service_evaluation": "Service evaluation\nDescribes how a service does",
}
DIMENSIONS = {
    "safe": "Safe",
    "timely": "Timely",
    "effective": "Effective",
    "efficient": "Efficient",
    "equitable": "Equitable",
    "person_centred": "Person-centred",
}
SCORES = {
    "0.5": "0.5, intent to participate\nA topic is found; there is no charter and no team yet",
    "1.0": "1.0, charter and team established\nPeople are named; no work is done yet",
    "1.5": "1.5, planning has begun\nResources, focus, tools and meetings are organised",
    "2.0": "2.0, activity, but no changes\nA baseline is measured, the process is studied",
    "2.5": "2.5, changes tested, but no improvement\nCycles have begun, measures are charted",
    "3.0": "3.0, modest improvement\nSome tests succeeded; about 20% of the expected results",
    "3.5": "3.5, improvement\nMeasures move further towards their goals",
    "4.0": "4.0, significant improvement\nHalf of the goals or more are reached",
    "4.5": "4.5, sustainable improvement\nThe data begin to show that it lasts",
    "5.0": "5.0, outstanding sustainable results\nAll goals are reached, and the change is permanent",
}
ASSESSORS = {"team": "The team itself", "adviser": "An improvement adviser"}
LEVELS = {
    "none": "Nobody from outside",
    "little_i": "Consulted (little i)\nPatients, carers or the public were asked or informed",
    "big_i": "In the team (big I)\nThey had an equal part in deciding",
}
VOID = {
    "duplicate": "It was registered twice",
    "in_error": "It was registered in error",
    "test": "It was a try of the form",
}
AMBITIONS = {str(number): f"Ambition {number}" for number in range(1, 5)}

_TITLE = Asked("title", "Title", "What you would call it in a corridor: “Fewer falls on Ward 12”.")
_AIM = Asked("aim", "Aim", "How much, by when, for whom.", widget=Prose(3))
_LEAD = Asked("lead_person", "Who leads the work", "The name, or how it begins.", widget=Person(), more=True)
_MORE = (
    Asked("partner_organisations", "Partners", widget=Choices("members"), more=True),
    Asked("quality_dimensions", "Dimensions of quality", widget=Choices(DIMENSIONS), more=True),
    Asked("ambitions", "Ambitions of the strategy", widget=Choices(AMBITIONS, numbers=True), more=True),
    Asked("division", "Division", widget=Line(), more=True),
    Asked("site", "Site", widget=Line(), more=True),
    Asked("has_financial_effect", "Is a financial effect expected?", more=True),
    _LEAD,
    Asked("reference", "Your own reference", "The number that your organisation gave it.", widget=Line(20), more=True),
)

FORMS = (
    Form(
        project.ProjectRegistered,
        "Register a project",
        (
            _TITLE,
            Asked("kind", "What kind of project is it?", widget=Choice(KINDS)),
            Asked("registered_on", "Day of registration"),
            _AIM,
            *_MORE,
        ),
        intro="Three answers are enough. Everything else can be added when it is known.",
        given={"lead_organisation": OWN},
        opens=True,
    ),
    Form(
        project.ProjectDetailsAmended,
        "Correct the details",
        (_TITLE, _AIM, *_MORE),
        intro="What you change replaces what was said before. The history keeps both.",
        group=COURSE,
        amends=True,
    ),
    Form(
        project.ProjectStarted,
        "Start the project",
        (Asked("on", "First day of the work"),),
        group=COURSE,
        when=frozenset({"registered"}),
        beside={"AlreadyStarted": "on"},
    ),
    Form(
        project.ProjectPaused,
        "Pause the project",
        (Asked("on", "First day of the pause"), Asked("reason", "Reason")),
        group=COURSE,
        when=frozenset({"running"}),
        beside={"NotRunning": "on"},
    ),
    Form(
        project.ProjectResumed,
        "Resume the project",
        (Asked("on", "First day after the pause"), Asked("reason", "Reason")),
        group=COURSE,
        when=frozenset({"paused"}),
        beside={"NotPaused": "on"},
    ),
    Form(
        project.ProjectCompleted,
        "Complete the project",
        (
            Asked("on", "Last day of the project"),
            Asked("summary", "Summary", "What changed, and what stays. Scores can still be set for 90 days."),
        ),
        group=COURSE,
        when=OPEN,
        beside={"ProjectClosed": "on"},
    ),
    Form(
        project.ProjectCancelled,
        "Cancel the project",
        (Asked("on", "Last day of the project"), Asked("reason", "Reason")),
        group=COURSE,
        when=OPEN,
        beside={"ProjectClosed": "on"},
    ),
    Form(
        project.ProjectReopened,
        "Reopen the project",
        (Asked("on", "First day on which it goes on"), Asked("reason", "Reason")),
        group=COURSE,
        when=CLOSED,
        beside={"ProjectNotClosed": "on"},
    ),
    Form(
        project.ProjectLeadChanged,
        "Hand the project to another organisation",
        (
            Asked("to_organisation", "Organisation that leads from then on", widget=Choice("members")),
            Asked("on", "First day of its lead"),
        ),
        intro="From then on only that organisation can record anything about the project.",
        group=COURSE,
    ),
    Form(
        project.ProjectVoided,
        "Remove a project that never was one",
        (
            Asked("reason", "Why was it never a project?", widget=Choice(VOID)),
            Asked("merged_into", "The project that it is a double of", widget=Choice("own projects")),
        ),
        intro="It will count nowhere, in any year, and nothing more can be recorded about it.",
        group=COURSE,
    ),
    Form(
        project.ProjectScoreAssessed,
        "Record a progress score",
        (
            Asked("score", "How far is the project?", widget=Choice(SCORES, numbers=True), missing="Choose the score"),
            Asked("assessed_on", "Day of the assessment"),
            Asked("assessor", "Who set the score?", widget=Choice(ASSESSORS)),
            Asked("rationale", "Why this score", "Only your own organisation sees this."),
        ),
        intro="On the IHI scale, from 0.5 to 5.0. An adviser’s score counts before the team’s.",
        group=PROGRESS,
    ),
    Form(
        project.ProjectScoreVoided,
        "Void a progress score",
        (Asked("event_id", "Which score?", widget=Choice("scores"), before="project.score_assessed"),),
        group=PROGRESS,
        beside={"NoSuchAssessment": "event_id"},
    ),
    Form(
        project.ProjectInvolvementRecorded,
        "Record how patients and the public are involved",
        (
            Asked("level", "How were they involved?", widget=Choice(LEVELS)),
            Asked("on", "Since which day"),
            Asked("description", "Who, and how", "No names, and nothing that could tell who a patient is."),
        ),
        group=PEOPLE,
    ),
    Form(
        project.ProjectHandedOver,
        "Hand over to another lead",
        (
            Asked("to_person", "Who leads the work from then on", "The name, or how it begins.", widget=Person()),
            Asked("on", "First day of their lead"),
        ),
        group=PEOPLE,
    ),
)
