"""Five thousand facts about a thousand projects, of every kind that the measures tell apart."""

from itertools import cycle

from tests.journeys.projects import Project, Said, Year

BATCHES = 50
PROJECTS_A_BATCH = 20


def submission(year: Year, batches: int = BATCHES) -> list[list[Said]]:
    """Return batches of a hundred facts; a project's facts are in one batch, and it is closed within the year."""
    stories = cycle([improved, misjudged, taken_up_again, involving, never_was, audited, given_up])
    return [
        [fact for number in range(PROJECTS_A_BATCH) for fact in next(stories)(Project(), year, number)]
        for _ in range(batches)
    ]


def improved(project: Project, year: Year, number: int) -> list[Said]:
    """Scored from 0.5 to 5.0."""
    return [
        project.registered(year.day(number)),
        project.started(year.day(number + 1)),
        project.scored(number % 10 / 2 + 0.5, year.day(100)),
        project.involved("little_i", year.day(100)),
        project.completed(year.day(200 + number)),
    ]


def misjudged(project: Project, year: Year, number: int) -> list[Said]:
    """A score that is taken back for a lower one."""
    first = project.scored(4, year.day(50))
    return [
        project.registered(year.day(number)),
        first,
        project.unscored(first),
        project.scored(2.5, year.day(40)),
        project.completed(year.day(100 + number)),
    ]


def taken_up_again(project: Project, year: Year, number: int) -> list[Said]:
    """Completed twice; the adviser is stricter than the team."""
    return [
        project.registered(year.day(number)),
        project.completed(year.day(60)),
        project.reopened(year.day(90)),
        project.scored(3, year.day(150), "adviser"),
        project.completed(year.day(160 + number)),
    ]


def involving(project: Project, year: Year, number: int) -> list[Said]:
    """Patients join later, and a score comes after the end."""
    return [
        project.registered(year.day(number)),
        project.involved("none", year.day(30)),
        project.involved("big_i", year.day(60)),
        project.completed(year.day(90)),
        project.scored(3.5, year.day(170 + number)),
    ]


def never_was(project: Project, year: Year, number: int) -> list[Said]:
    """Voided in the end."""
    return [
        project.registered(year.day(number)),
        project.involved("big_i", year.day(30)),
        project.scored(5, year.day(40)),
        project.completed(year.day(50)),
        project.voided(),
    ]


def audited(project: Project, year: Year, number: int) -> list[Said]:
    """No improvement project at all."""
    opening = project.registered(year.day(number), kind="clinical_audit")
    return [opening, *improved(project, year, number)[1:]]


def given_up(project: Project, year: Year, number: int) -> list[Said]:
    """Cancelled: open for a while, never completed."""
    return [
        project.registered(year.day(number)),
        project.started(year.day(number)),
        project.involved("none", year.day(40)),
        project.scored(1, year.day(45)),
        project.said("cancelled", on=year.day(50 + number), reason="No time."),
    ]
