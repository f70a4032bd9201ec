"""Courses, sessions and their places, people's training, scholarships, cafés, advisers."""

from typing import Any

from services.gateway.recording.fields import Asked, Choice, Choices, Line, Person, Prose
from services.gateway.recording.form import OWN, Form
from shared.contracts import training

COURSES, SESSIONS, PLACES = "Courses and sessions", "The session", "Places"
TRAINED, SCHOLARSHIPS, CAFES, ADVISERS = "People’s training", "Scholarships", "QI cafés", "Advisers"
CLASSES = {
    "qi_fundamentals": "QI fundamentals\nCompletions count as people trained",
    "sustainability": "Sustainability",
    "nmahp_scholarship": "NMAHP scholarship",
    "other": "Other",
}
PROFESSIONS = {
    "nurse": "Nurse",
    "midwife": "Midwife",
    "allied_health_professional": "Allied health professional",
    "doctor": "Doctor",
    "other": "Other",
}
_FIND = "The name, or how it begins."
_PLACE = (
    Asked("place", "Place", widget=Choice("offered places", numbers=True), before="session.place_offered"),
    Asked("on", "Day"),
)
_REFUSED = {"PlaceNotOffered": "place", "PlaceTaken": "place", "SessionWasCancelled": "place"}


def _place(kind: Any, heading: str) -> Form:
    return Form(kind, heading, _PLACE, group=PLACES, beside=_REFUSED)


FORMS = (
    Form(
        training.CourseAnnounced,
        "Announce a course",
        (
            Asked("title", "Title"),
            Asked("class", "What kind of course is it?", widget=Choice(CLASSES)),
            Asked("ics_programme", "Is it part of the system’s programme?", "Open to people of every organisation."),
            Asked("level", "Level", "As in “practitioner”.", widget=Line(20)),
        ),
        given={"provider_organisation": OWN},
        opens=True,
        group=COURSES,
    ),
    Form(
        training.CourseReclassified,
        "Change the kind of course",
        (
            Asked("class", "What kind of course is it?", widget=Choice(CLASSES)),
            Asked("from", "First day as this kind", "Completions on or after it count so.", today=False),
        ),
        group=COURSES,
    ),
    Form(
        training.SessionScheduled,
        "Schedule a session",
        (
            Asked("course", "Course", widget=Choice("courses"), before="course.announced"),
            Asked("starts_on", "First day"),
            Asked("ends_on", "Last day"),
            Asked("places", "Number of places"),
        ),
        opens=True,
        group=COURSES,
    ),
    Form(
        training.SessionPlacesReserved,
        "Reserve places for an organisation",
        (
            Asked("organisation", "Organisation", widget=Choice("members")),
            Asked("places", "Number of places"),
            Asked("on", "Day"),
        ),
        group=PLACES,
    ),
    Form(
        training.SessionPlaceOffered,
        "Offer a place",
        (
            Asked("place", "Place", "Its number, from 1.", widget=Choice("free places", numbers=True)),
            Asked("organisation", "Organisation", widget=Choice("members")),
            Asked("person", "Person", _FIND, widget=Person()),
            Asked("on", "Day"),
        ),
        group=PLACES,
        beside=_REFUSED,
    ),
    _place(training.SessionPlaceAccepted, "Accept a place"),
    _place(training.SessionPlaceDeclined, "Decline a place"),
    _place(training.SessionPlaceExpired, "Let an offer expire"),
    _place(training.SessionPlaceWithdrawn, "Withdraw an offer"),
    Form(
        training.SessionAttended,
        "Record that somebody attended",
        (
            Asked("person", "Who attended", _FIND, widget=Person()),
            Asked("organisation", "Organisation that they work for", widget=Choice("members")),
        ),
        group=SESSIONS,
    ),
    Form(
        training.SessionCancelled,
        "Cancel the session",
        (Asked("on", "Day"), Asked("reason", "Reason")),
        intro="All of its places are withdrawn.",
        group=SESSIONS,
        beside={"SessionWasCancelled": "on"},
    ),
    Form(
        training.TrainingCompleted,
        "Record that somebody completed a course",
        (
            Asked("course", "Course", widget=Choice("courses"), before="course.announced"),
            Asked("completed_on", "Day of completion"),
            Asked("profession", "Profession", widget=Choice(PROFESSIONS)),
            Asked("staff_group", "Staff group", widget=Line(20)),
        ),
        given={"organisation": OWN},
        subject=Asked("person", "Who completed it", _FIND, widget=Person(), missing="Enter who completed it"),
        opens=True,
        group=TRAINED,
    ),
    Form(
        training.TrainingCompletionRevoked,
        "Revoke a completion",
        (Asked("event_id", "Which completion?", widget=Choice("completions")), Asked("reason", "Reason")),
        group=TRAINED,
        beside={"NoSuchCompletion": "event_id"},
    ),
    Form(
        training.ScholarshipEnrolled,
        "Enrol somebody in a scholarship",
        (
            Asked("person", "Scholar", _FIND, widget=Person()),
            Asked("organisation", "Employer at enrolment", widget=Choice("members")),
            Asked("profession", "Profession", widget=Choice(PROFESSIONS)),
            Asked("cohort", "Cohort", "As in “Autumn 2026”."),
            Asked("on", "Day of enrolment"),
        ),
        opens=True,
        group=SCHOLARSHIPS,
    ),
    Form(
        training.ScholarshipCompleted,
        "Complete the scholarship",
        (Asked("on", "Day of completion"),),
        group=SCHOLARSHIPS,
    ),
    Form(
        training.ScholarshipWithdrawn,
        "Withdraw from the scholarship",
        (Asked("on", "Day of withdrawal"),),
        group=SCHOLARSHIPS,
    ),
    Form(
        training.CafeScheduled,
        "Plan a QI café",
        (
            Asked("on", "Day"),
            Asked("hosts", "Hosts", widget=Choices("members")),
            Asked("open_to_all_staff", "Is it open to all staff?", "Only such cafés count for the strategy."),
            Asked("topic", "Topic", widget=Line()),
        ),
        opens=True,
        group=CAFES,
    ),
    Form(
        training.CafeHeld,
        "Record that the café was held",
        (
            Asked("on", "Day"),
            Asked("attendance", "How many came"),
            Asked("organisations_attending", "Organisations that came", widget=Choices("members")),
        ),
        group=CAFES,
    ),
    Form(
        training.CafeCancelled,
        "Cancel the café",
        (Asked("on", "Day"), Asked("reason", "Reason", widget=Prose(2))),
        group=CAFES,
    ),
    Form(
        training.AdviserRegistered,
        "Register an adviser",
        (Asked("on", "First day"), Asked("level", "Level", widget=Line(20))),
        given={"organisation": OWN},
        subject=Asked("person", "Who advises", _FIND, widget=Person(), missing="Enter who advises"),
        opens=True,
        group=ADVISERS,
    ),
    Form(
        training.AdviserRetired,
        "End somebody’s work as an adviser",
        (Asked("on", "First day on which they no longer advise"), Asked("level", "Level", widget=Line(20), more=True)),
        given={"organisation": OWN},
        subject=Asked("person", "Who no longer advises", _FIND, widget=Person(), missing="Enter who no longer advises"),
        opens=True,
        group=ADVISERS,
    ),
)
