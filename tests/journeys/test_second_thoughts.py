"""What is taken back, taken up again or handed over moves the figures; what was known before stays as it was known."""

from tests.client import Door
from tests.journeys.projects import IMPROVEMENT, INVOLVEMENT, Project, Said, Year


class Story:
    """Tells facts of one year, and remembers the moment after each."""

    def __init__(self, door: Door, year: Year) -> None:
        self.door, self.year = door, year

    async def tell(self, *facts: Said, by: str = "RGP") -> str:
        """Submit facts and return the moment at which the last was recorded."""
        return str((await self.door.accepted(facts, by))[-1]["recorded_at"])

    async def now(self, slug: str, whose: str | None, known: str) -> tuple[int, int]:
        """Return the figure that knows a moment."""
        return await self.door.counted(slug, whose, self.year.name, min_fresh=known)

    async def then(self, slug: str, whose: str | None, moment: str) -> tuple[int, int]:
        """Return the figure as it was known at a moment."""
        return await self.door.counted(slug, whose, self.year.name, as_at=moment)


async def test_a_voided_score_no_longer_counts(door: Door, year: Year) -> None:
    story, project = Story(door, year), Project()
    score = project.scored(4, year.day(10))
    before = await story.tell(
        project.registered(year.day(1)), project.scored(2, year.day(5)), score, project.completed(year.day(20))
    )
    assert await story.now(IMPROVEMENT, "RGP", before) == (1, 1)

    after = await story.tell(project.unscored(score))

    assert await story.now(IMPROVEMENT, "RGP", after) == (0, 1)
    assert await story.now(IMPROVEMENT, None, after) == (0, 1)
    assert await story.then(IMPROVEMENT, "RGP", before) == (1, 1)
    assert await story.then(IMPROVEMENT, "RGP", after) == (0, 1)


async def test_a_voided_project_never_was_one(door: Door, year: Year) -> None:
    story, project = Story(door, year), Project()
    before = await story.tell(
        project.registered(year.day(1)),
        project.involved("big_i", year.day(2)),
        project.scored(5, year.day(3)),
        project.completed(year.day(4)),
    )
    assert await story.now(IMPROVEMENT, "RGP", before) == (1, 1)
    assert await story.now(INVOLVEMENT, "RGP", before) == (1, 1)

    after = await story.tell(project.voided())

    assert await story.now(IMPROVEMENT, "RGP", after) == (0, 0)
    assert await story.now(INVOLVEMENT, None, after) == (0, 0)
    assert await story.then(IMPROVEMENT, None, before) == (1, 1)
    assert await story.then(INVOLVEMENT, "RGP", before) == (1, 1)


async def test_a_reopened_project_is_not_completed_until_it_is_again(door: Door, year: Year) -> None:
    story, project = Story(door, year), Project()
    completed = await story.tell(
        project.registered(year.day(1)), project.scored(3, year.day(30)), project.completed(year.day(40))
    )
    assert await story.now(IMPROVEMENT, "RGP", completed) == (1, 1)

    reopened = await story.tell(project.reopened(year.day(50)))
    assert await story.now(IMPROVEMENT, "RGP", reopened) == (0, 0)

    again = await story.tell(project.scored(2.5, year.day(60)), project.completed(year.day(70)))

    assert await story.now(IMPROVEMENT, "RGP", again) == (0, 1)
    assert await story.then(IMPROVEMENT, "RGP", completed) == (1, 1)
    assert await story.then(IMPROVEMENT, "RGP", reopened) == (0, 0)


async def test_a_project_that_changes_hands_counts_for_whoever_leads_it(door: Door, year: Year) -> None:
    story, project = Story(door, year), Project()
    before = await story.tell(project.registered(year.day(1)), project.involved("little_i", year.day(2)))
    assert await story.now(INVOLVEMENT, "RGP", before) == (1, 1)

    handed = await story.tell(project.handed_to("RM1", year.day(100)))
    assert await story.now(INVOLVEMENT, "RGP", handed) == (0, 0)
    assert await story.now(INVOLVEMENT, "RM1", handed) == (1, 1)

    [refused] = await door.submit([project.completed(year.day(150))], "RGP")
    assert (refused["status"], refused["reason"]["type"]) == ("refused", "NotYourProject")
    after = await story.tell(project.scored(3, year.day(140)), project.completed(year.day(150)), by="RM1")

    assert await story.now(IMPROVEMENT, "RM1", after) == (1, 1)
    assert await story.now(IMPROVEMENT, "RGP", after) == (0, 0)
    assert await story.now(IMPROVEMENT, None, after) == (1, 1)
    assert await story.then(INVOLVEMENT, "RGP", before) == (1, 1)
    assert await story.then(INVOLVEMENT, "RM1", before) == (0, 0)
    assert await story.then(INVOLVEMENT, None, before) == (1, 1)


async def test_a_change_of_hands_after_completion_leaves_the_completion_where_it_was(door: Door, year: Year) -> None:
    story, project = Story(door, year), Project()
    await story.tell(project.registered(year.day(1)), project.scored(3, year.day(9)), project.completed(year.day(10)))

    after = await story.tell(project.handed_to("RM1", year.day(11)))

    assert await story.now(IMPROVEMENT, "RGP", after) == (1, 1)
    assert await story.now(IMPROVEMENT, "RM1", after) == (0, 0)
