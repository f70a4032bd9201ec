"""Leading: QI advisers who have a project to coach."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from services.metrics.contribution import Contribution, Judgement
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.open_projects import TURNS
from services.metrics.period import Grain
from services.metrics.runs import runs
from services.metrics.subjects.adviser import Adviser
from services.metrics.subjects.project import Project
from services.metrics.world import World
from shared.contracts.project_work import ProjectCoachAssigned, ProjectCoachingLogged, ProjectCoachUnassigned
from shared.contracts.training import AdviserRegistered, AdviserRetired, PersonMerged

ACTIVE_FOR = timedelta(days=90)
"""A contact keeps a coach active this long, whether or not they were assigned."""


def contributions(subject: Project | Adviser, world: World) -> Iterator[Contribution]:
    """Yield the days on which an adviser was registered; and of a project, those on which one coached it."""
    if isinstance(subject, Adviser):
        yield from _registered(subject, world)
    elif subject.counts:
        people: dict[str, set[str]] = defaultdict(set)
        for key in (*(one.adviser for one in subject.contacts), *(one.adviser for one in subject.assignments)):
            people[world.person(key)].add(key)
        for person, keys in sorted(people.items()):
            yield from _coached(subject, person, keys, world)


def _registered(adviser: Adviser, world: World) -> Iterator[Contribution]:
    def judge(day: int) -> Judgement | None:
        code = adviser.registered_on(date.fromordinal(day))
        return None if code is None else Judgement(code, 0, "a registered adviser")

    for first, last, said in runs((day for day, _ in adviser.turns), Grain.DAY, judge):
        yield Contribution(Grain.DAY, first, last, said.organisation, world.person(adviser.key), 0, 1, said.reason)


def _coached(project: Project, person: str, keys: set[str], world: World) -> Iterator[Contribution]:
    contacts = [one.on for one in project.contacts if one.adviser in keys]

    def judge(number: int) -> Judgement | None:
        day = date.fromordinal(number)
        active = any(_assigned(project, key, day) for key in keys) or any(
            on <= day < on + ACTIVE_FOR for on in contacts
        )
        code = world.adviser_of(person, day) if active and project.was_open(day, day) else None
        return None if code is None else Judgement(code, 1, "coaches an open project")

    days = [
        project.registered_on, *(turn.on for turn in project.turns), *(one.on for one in project.assignments),
        *contacts, *(on + ACTIVE_FOR for on in contacts), *world.adviser_days(person),
    ]  # fmt: skip
    for first, last, said in runs(days, Grain.DAY, judge):
        yield Contribution(Grain.DAY, first, last, said.organisation, person, said.numerator, 0, said.reason)


def _assigned(project: Project, key: str, day: date) -> bool:
    past = [(one.on, place) for place, one in enumerate(project.assignments) if one.adviser == key and one.on <= day]
    return bool(past) and project.assignments[max(past)[1]].coaches


MEASURE = Measure(
    definition=Definition(
        slug="active-coaches",
        place="L4",
        title="Advisers with an active project",
        words="No promise of the strategy: a leading indicator.",
        why="An adviser without a project is help that nobody gets. Elsewhere about six in ten have one.",
        unit="%",
        direction="increase",
        counts="QI advisers who are registered on the reference day, each once.",
        numerator="Of these, advisers who are assigned to an open improvement project, or had a contact with one "
        "within 90 days.",
        denominator="QI advisers registered on the reference day.",
        exclusions="Advisers who have retired; projects that are closed or voided.",
        attribution="The organisation with which the adviser is registered.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.DAYS,
    rule=Rule.PERCENTAGE,
    subjects=("project", "adviser"),
    touched_by=TURNS
    | {
        ProjectCoachAssigned,
        ProjectCoachUnassigned,
        ProjectCoachingLogged,
        AdviserRegistered,
        AdviserRetired,
        PersonMerged,
    },
    contributions=contributions,
    distinct=True,
)
