"""Completions of training: people by their work address, which is looked up in the directory and never in a fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from services.gateway.imports.asked import Item, listed
from services.gateway.imports.cells import Unreadable, choice, code, day, email, folded, key, name, text
from services.gateway.imports.columns import Column
from services.gateway.imports.directory import Person, known_people, with_entries
from services.gateway.imports.kind import Asking, Context, Hindrance, Kind, Said, Told, Values, given

PROFESSIONS: Mapping[str, str] = {
    "Nurse": "nurse", "Midwife": "midwife", "Allied health professional": "allied_health_professional",
    "Doctor": "doctor", "Other": "other", "Nursing": "nurse", "Registered nurse": "nurse", "Midwifery": "midwife",
    "AHP": "allied_health_professional", "Allied health": "allied_health_professional", "Medical": "doctor",
    "Medical and dental": "doctor", "Consultant": "doctor", "Administrative": "other", "Admin": "other",
}  # fmt: skip
COLUMNS = (
    Column(
        name="email", title="E-mail", read=email, tells_of_people=True, example="sam.taylor@example.nhs.uk",
        says="The person's work address, by which they are found in your directory of people. "
        "Where there is nobody under it they are entered. It is never part of what others can see.",
        known_as=("Email", "Email address", "E-mail address", "Work email", "Delegate email", "Attendee email",
                  "Staff email", "Learner email"),
    ),
    Column(
        name="name", title="Name", read=name, tells_of_people=True, example="Sam Taylor",
        says="Their name; needed where they are not in the directory yet.",
        known_as=("Full name", "Delegate", "Delegate name", "Attendee", "Attendee name", "Staff name", "Learner",
                  "Learner name", "Employee name"),
    ),
    Column(
        name="person", title="Person key", read=key,
        says="Instead of address and name: the person's key in the directory.", known_as=("Person", "Person_key"),
    ),
    Column(
        name="course", title="Course", read=code, required=True, example="QI Fundamentals",
        says="The course by its title, as the list of courses has it, or by its identifier.",
        known_as=("Course title", "Course name", "Training", "Training course", "Module", "Course ID"),
    ),
    Column(
        name="completed_on", title="Completed on", read=day, required=True, is_day=True, example="12/06/2023",
        says="The day on which they completed it.",
        known_as=("Completion date", "Date completed", "Course date", "Date", "Date of completion", "Completed"),
    ),
    Column(
        name="profession", title="Profession", read=choice(PROFESSIONS), example="Nurse",
        choices=("Nurse", "Midwife", "Allied health professional", "Doctor", "Other"), says="What they are, if known.",
        known_as=("Professional group", "Role group", "Job role"),
    ),
    Column(
        name="staff_group", title="Staff group", read=text, says="Your own grouping of staff, if it is of use.",
        known_as=("Staff category", "ESR staff group"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Trained:
    """The courses there are, and the keys of the people in the file: for those who have none yet, one to judge with."""

    courses: Mapping[str, Sequence[Item]]
    """By what the file calls them."""
    people: Mapping[str, Person]


async def look_up(asking: Asking, rows: Sequence[Values]) -> Trained:
    """Find the courses by their titles, and the people by their addresses."""
    courses = await listed(asking, "/v1/courses")
    by_title: dict[str, list[Item]] = {}
    for one in courses:
        by_title.setdefault(folded(one["title"]), []).append(one)
    named = {said: by_title.get(folded(said), []) for said in {row["course"] for row in rows}}
    return Trained(named, await known_people(asking, {row["email"] for row in rows if "email" in row}))


def tell(row: Values, context: Context, known: Trained) -> Told:
    """Return that somebody completed a course."""
    subject = f"person/{_person(row, known)}"
    data: dict[str, Any] = {
        "course": _course(row["course"], context, known),
        "organisation": context.organisation,
        **given(row, "completed_on", "profession", "staff_group"),
    }
    identity = (data["course"], data["completed_on"])
    who = row.get("email") or subject
    is_new = "email" in row and row["email"] not in known.people
    return Told((who, *identity), [Said("training.completed", subject, data, {}, identity)], is_provisional=is_new)


async def settle(asking: Asking, rows: Sequence[Values], known: Trained) -> Trained:
    """Enter those who are not in the directory yet."""
    new = {row["email"]: row["name"] for row in rows if "email" in row and row["email"] not in known.people}
    return Trained(known.courses, await with_entries(asking, new, known.people)) if new else known


def _person(row: Values, known: Trained) -> str:
    if "email" not in row:
        if "person" in row:
            return str(row["person"])
        raise Hindrance("Give the person's e-mail address, or their key in the directory.", "email", "MissingField")
    if row["email"] in known.people:
        return known.people[row["email"]]
    if "name" not in row:
        raise Hindrance("Nobody in your directory has this address yet: give their name too.", "name", "MissingField")
    return str(uuid4())


def _course(said: str, context: Context, known: Trained) -> str:
    found = known.courses[said]
    own = [one for one in found if one["provider_organisation"] == context.organisation]
    if len(found) == 1 or len(own) == 1:
        return str((own or found)[0]["id"])
    if found:
        raise Hindrance("Several courses have this title: give the identifier of the one that is meant.", "course")
    try:
        return key(said)
    except Unreadable:
        words = "No course has this title: spell it as the list of courses does, or announce it first."
        raise Hindrance(words, "course") from None


TRAINING = Kind(
    slug="training",
    title="Training completions",
    about="One completion a row: who completed which course, and when. Names and addresses stay in your own directory.",
    columns=COLUMNS,
    look_up=look_up,
    tell=tell,
    settle=settle,
)
