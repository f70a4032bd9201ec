"""Two facts of different streams, recorded in one order and arriving in another: what was known between them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from services.metrics.measures import MEASURES
from tests.given import KEY
from tests.metrics.readside import ReadSide
from tests.metrics.story import Story, event
from tests.projects.facts import ADVISER, coach_assigned, coached, published, registered
from tests.training.facts import COURSE, SOMEBODY, announced, offered, retired, scheduled, scholarship_completed
from tests.training.facts import completed as learned
from tests.training.facts import registered as adviser_registered

OTHER = "5e0c3a3c-8f64-4c8f-9c5c-2d1f6a7b8c99"
NOON = datetime(2022, 9, 15, 11, tzinfo=UTC)
"""In the middle of the running year: everything below is recorded by then."""
Told = Callable[[Story], None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is said first, what later, and the numerator for an organisation before, between and after."""

    slug: str
    before: Told = lambda _: None
    first: Told
    later: Told
    whose: str = "RGP"
    known: tuple[int, int, int]


def says(stream: str, *events: object, by: str = "RGP") -> Told:
    """Return what says these facts."""
    return lambda story: story.say(stream, *events, by=by)  # type: ignore[arg-type]


def both(*told: Told) -> Told:
    """Return what says all of it."""

    def tell(story: Story) -> None:
        for one in told:
            one(story)

    return tell


def merged(into: str) -> object:
    return event("person.merged", into=into)


def scholar(stream: str, person: str, employer: str = "RGP") -> Told:
    """Return what says that a nurse of an employer completed a scholarship."""
    enrolled = event(
        "scholarship.enrolled", person=person, organisation=employer, profession="nurse", cohort="One", on="2022-04-05"
    )
    return says(f"scholarship/{stream}", enrolled, scholarship_completed("2022-06-08"))


COMPLETED = says(f"person/{SOMEBODY}", learned())
COMPLETED_AS_ANOTHER = says(f"person/{OTHER}", learned())
ANNOUNCED = says(f"course/{COURSE}", announced())
OFFERED = says(f"session/{KEY}", scheduled(), offered())
PROJECT = says(f"project/{KEY}", registered(), coached("2022-06-15"))
REGISTERED = says(f"adviser/{ADVISER}", adviser_registered("2022-04-25"))
SCHOLAR = scholar(KEY, SOMEBODY)
SCHOLAR_AS_ANOTHER = scholar(OTHER, OTHER)
SCHOLAR_OF_RY3 = scholar(KEY, SOMEBODY, "RY3")
JOINED = says("organisation/RY3", event("organisation.joined", name="RY3", kind="acute", on="2022-04-01"), by="RY3")

CASES = {
    "a completion, then its course": Case(slug="people-trained", first=COMPLETED, later=ANNOUNCED, known=(0, 0, 1)),
    "a course, then a completion of it": Case(slug="people-trained", first=ANNOUNCED, later=COMPLETED, known=(0, 0, 1)),
    "a completion, then its course is of another class": Case(
        slug="people-trained",
        before=both(ANNOUNCED, COMPLETED),
        first=COMPLETED_AS_ANOTHER,
        later=says(f"course/{COURSE}", event("course.reclassified", **{"class": "other", "from": "2022-01-01"})),
        known=(1, 2, 0),
    ),
    "two people are one": Case(
        slug="people-trained",
        before=both(ANNOUNCED, COMPLETED),
        first=COMPLETED_AS_ANOTHER,
        later=says(f"person/{SOMEBODY}", merged(OTHER)),
        known=(1, 2, 1),
    ),
    "one is merged with another of whom nothing is known yet": Case(
        slug="people-trained",
        before=both(ANNOUNCED, COMPLETED),
        first=says(f"person/{SOMEBODY}", merged(OTHER)),
        later=COMPLETED_AS_ANOTHER,
        known=(1, 1, 1),
    ),
    "a place, then its course": Case(slug="ics-places", first=OFFERED, later=ANNOUNCED, known=(0, 0, 1)),
    "a contact, then its adviser": Case(slug="projects-coached", first=PROJECT, later=REGISTERED, known=(0, 0, 1)),
    "a contact, then its adviser had retired": Case(
        slug="projects-coached",
        before=REGISTERED,
        first=PROJECT,
        later=says(f"adviser/{ADVISER}", retired("2022-06-15")),
        known=(0, 1, 0),
    ),
    "a contact by somebody who is an adviser under another key": Case(
        slug="projects-coached",
        before=both(PROJECT, says(f"person/{ADVISER}", merged(OTHER))),
        first=says(f"person/{OTHER}", merged(SOMEBODY)),
        later=says(f"adviser/{SOMEBODY}", adviser_registered("2022-04-25")),
        known=(0, 0, 1),
    ),
    "an adviser under another key, then the merge": Case(
        slug="projects-coached",
        before=says(f"adviser/{SOMEBODY}", adviser_registered("2022-04-25")),
        first=PROJECT,
        later=says(f"person/{ADVISER}", merged(SOMEBODY)),
        known=(0, 0, 1),
    ),
    "an adviser who coaches": Case(
        slug="active-coaches",
        first=says(f"project/{KEY}", registered(), coach_assigned()),
        later=REGISTERED,
        known=(0, 0, 1),
    ),
    "two records of one paper": Case(
        slug="publications",
        first=says(f"publication/{KEY}", published(doi="10.1/a")),
        later=says(f"publication/{OTHER}", published("2022-05-14", doi=" 10.1/A", organisations=("RM1",)), by="RM1"),
        whose="",
        known=(0, 1, 1),
    ),
    "two records of one paper, for whom the later names": Case(
        slug="publications",
        first=says(f"publication/{KEY}", published(doi="10.1/a")),
        later=says(f"publication/{OTHER}", published("2022-05-14", doi=" 10.1/A", organisations=("RM1",)), by="RM1"),
        whose="RM1",
        known=(0, 0, 1),
    ),
    "two scholars are one": Case(
        slug="nmahp-internal",
        before=SCHOLAR,
        first=SCHOLAR_AS_ANOTHER,
        later=says(f"person/{OTHER}", merged(SOMEBODY)),
        known=(1, 2, 1),
    ),
    "the employer of a scholar joins": Case(
        slug="nmahp-internal", first=SCHOLAR_OF_RY3, later=JOINED, whose="", known=(0, 0, 1)
    ),
    "the employer of a scholar joins, and was external before": Case(
        slug="nmahp-external", first=SCHOLAR_OF_RY3, later=JOINED, whose="", known=(0, 1, 0)
    ),
    "two scholars of another are one": Case(
        slug="nmahp-external",
        before=SCHOLAR,
        first=SCHOLAR_AS_ANOTHER,
        later=says(f"person/{OTHER}", merged(SOMEBODY)),
        whose="RM1",
        known=(1, 2, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("arrival", ["as recorded", "the other way round", "together"])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
async def test_at_a_moment_between_two_facts_the_first_alone_was_known(
    side: ReadSide, case: Case, arrival: str
) -> None:
    story = Story(now=datetime(2022, 9, 10, 9, tzinfo=UTC))
    told = []
    for part in (case.before, case.first, case.later):
        said = len(story.facts)
        part(story)
        told.append((story.now, story.facts[said:]))
    (before_at, before), (first_at, first), (_, later) = told
    await side.take(before)
    match arrival:
        case "as recorded":
            await side.take(first, later)
        case "the other way round":
            await side.take(later, first)
        case _:
            await side.take([*later, *first])

    async def numerator(as_at: datetime | None) -> int:
        found = await side.figures("2022/23", [case.whose], now=NOON, as_at=as_at, measures=[MEASURES[case.slug]])
        counted: int = found[case.slug, case.whose]["numerator"]
        return counted

    moments = (before_at, first_at, None)
    assert tuple([await numerator(moment) for moment in moments]) == case.known


def test_every_measure_that_looks_at_other_things_is_asked() -> None:
    """A measure looks at others when it is touched by facts that are not of its own subjects."""
    joined = {
        slug
        for slug, one in MEASURES.items()
        if any(fact.type.partition(".")[0] not in {*one.subjects, "training"} for fact in one.touched_by)
        or one.reads_rows_of is not None
    }
    assert joined | {"people-trained", "publications"} == {case.slug for case in CASES.values()}
