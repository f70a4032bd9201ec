"""What is announced: each figure once to whoever is shown another, in one order, and nothing of what is hidden."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import msgspec
import pytest

from services.metrics import announcements
from services.metrics.announcements import NotKept
from services.metrics.announcing import Announcer
from services.metrics.disclosure import Reader
from services.metrics.followed import FOLLOWED
from services.metrics.measures import MEASURES
from services.metrics.period import year_name, year_of
from services.metrics.reading_from import Source
from services.metrics.versions import LAYOUT, Side
from shared.contracts.event import Recorded
from shared.postgres import lease
from tests.metrics.anything import ORGANISATIONS, tell
from tests.metrics.readside import ReadSide, cut
from tests.metrics.story import TOLD_AT, Story, event, key
from tests.metrics.test_disclosure import learned, scholar

OWN, OTHER, ALL = Reader("RM1"), Reader("RGP"), Reader(sees_all=True)
YEARS = range(2019, 2027)
ASKS_WHO = {"days-since-heard", "dashboard-agreed"}
Key = tuple[str, str | None, str]
Figure = dict[str, Any]


@dataclass
class Announced:
    """The read side's announcer, and all that was announced."""

    side: ReadSide
    announcer: Announcer
    source: Source
    position: str = "10000000000000000"
    items: list[dict[str, Any]] = field(default_factory=list)

    async def round(self, now: datetime = TOLD_AT) -> list[dict[str, Any]]:
        """Let the announcer look once; return what it announced."""
        # What was agreed is kept by how far a topic was read; here nothing is read from a topic.
        self.announcer.agreements.agreed = -1
        await self.announcer.round(now)
        new: list[dict[str, Any]] = []
        async with self.source.engine.connect() as connection:
            while (page := await announcements.after(connection, self.source, self.position, 7)).items:
                new += page.items
                self.position = page.after
        self.items += new
        return new

    async def told(self, facts: Sequence[Recorded], now: datetime = TOLD_AT) -> list[dict[str, Any]]:
        """Return what is announced of facts."""
        await self.side.take(facts)
        return await self.round(now)


@pytest.fixture
async def announced(side: ReadSide, postgres: str) -> AsyncIterator[Announced]:
    """Return an announcer that has taken note of a read side in which nothing is."""
    async with _announcer(side, postgres) as one:
        await one.announcer.round(TOLD_AT)
        one.position = await _newest(one)
        yield one


@asynccontextmanager
async def _announcer(side: ReadSide, postgres: str) -> AsyncIterator[Announced]:
    for topic in FOLLOWED:
        await side.connection.execute(
            "INSERT INTO watermarks VALUES ($1, $2) ON CONFLICT DO NOTHING", topic, datetime(2030, 1, 1, tzinfo=UTC)
        )
    # A schema alone has none of what the service's whole database has beside it.
    await side.connection.execute("CREATE TABLE IF NOT EXISTS leases (task text PRIMARY KEY, epoch bigint NOT NULL)")
    schema = await side.connection.fetchval("SELECT current_schema")
    definitions = {slug: asdict(one.definition) for slug, one in MEASURES.items()}
    source = Source(Side(1, LAYOUT, live=True), side.engine, definitions)
    async with lease(postgres, "announcing", schema=schema) as held:
        announcer = Announcer(held, source, MEASURES)
        yield Announced(side, announcer, source)


async def _newest(one: Announced) -> str:
    async with one.source.engine.connect() as connection:
        return await announcements.newest(connection, one.source)


def seen(item: dict[str, Any], reader: Reader) -> Figure | None:
    """Return what a reader is told by an announcement, if anything."""
    own = item["organisation"] in {None, reader.organisation} or reader.sees_all
    view = item["own" if own else "others"]
    return None if view is None else msgspec.json.decode(view)


def of(items: Sequence[dict[str, Any]], reader: Reader) -> list[Figure]:
    """Return all that a reader is told."""
    return [figure for item in items if (figure := seen(item, reader)) is not None]


def said(figure: Figure) -> Figure:
    """Return what a figure says, but for how fresh it is."""
    return {name: value for name, value in figure.items() if name != "fresh_as_of"}


def known_to(figure: Figure) -> Key:
    return figure["slug"], figure["organisation"], figure["year"]


@dataclass
class Learners:
    """A story of people who complete what counts, told one after the other."""

    story: Story = field(default_factory=Story)
    told: int = 0

    def __post_init__(self) -> None:
        for code in ("RGP", "RM1"):
            joined = event("organisation.joined", name=code, kind="acute", on="2022-04-01")
            self.story.say(f"organisation/{code}", joined, by=code)
        for number, of_class in ((1, "qi_fundamentals"), (2, "other")):
            course = event("course.announced", title="QI", class_=of_class, provider_organisation="RGP",
                           ics_programme=False)  # fmt: skip
            self.story.say(f"course/{key(number)}", course)

    def new(self) -> list[Recorded]:
        """Return what was said since this was last asked."""
        facts = self.story.facts[self.told :]
        self.told = len(self.story.facts)
        return facts

    def learn(self, *people: int, by: str = "RM1", course: int = 1) -> list[Recorded]:
        """Return facts by which these people have completed a course."""
        for number in people:
            learned(self.story, number, "2022-05-15", course=course, by=by)
        return self.new()


async def test_a_figure_is_announced_as_its_reader_may_see_it(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.new())

    new = await announced.told(learners.learn(*range(1, 10)))

    people = [item for item in new if item["slug"] == "people-trained"]
    assert [said(one)["numerator"] for one in of(people, OWN)] == [9, 9]
    assert {one["organisation"]: one["numerator"] for one in of(people, OTHER)} == {None: 9, "RM1": 10}
    assert {one["year"] for one in of(people, ALL)} == {"2022/23"}


async def test_a_hidden_number_that_moves_is_announced_to_its_own_organisation_alone(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.learn(1, 2, 3))

    new = [one for one in await announced.told(learners.learn(4)) if one["organisation"] == "RM1"]

    assert [one["numerator"] for one in of(new, OWN) if one["slug"] == "people-trained"] == [4]
    assert of(new, OTHER) == []
    assert [one["numerator"] for one in of(new, ALL) if one["slug"] == "people-trained"] == [4]


async def test_what_counts_for_nobody_is_announced_to_nobody(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.new())

    new = await announced.told(learners.learn(1, 2, course=2))

    assert of(new, OTHER) == []
    assert of(new, OWN) == []


async def test_the_same_facts_again_announce_nothing(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.learn(1, 2, 3))

    await announced.side.connection.execute("INSERT INTO touched (measure, organisation, first, last) "
                                            "VALUES ('*', '*', 0, 9999)")  # fmt: skip

    assert await announced.round() == []


async def test_a_measure_that_reads_anothers_rows_is_announced_with_them(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.new())
    scholar(learners.story, 1, "2022-06-01", "nurse")

    new = of(await announced.told(learners.new()), ALL)

    assert {(one["slug"], one["organisation"]) for one in new} >= {
        ("nmahp-internal", "RM1"), ("nmahp-internal", None), ("nmahp-external", "RGP"),
    }  # fmt: skip


async def test_what_is_there_before_the_announcing_begins_is_not_announced(side: ReadSide, postgres: str) -> None:
    learners = Learners()
    await side.take(learners.learn(1, 2, 3))
    async with _announcer(side, postgres) as one:
        await one.announcer.round(TOLD_AT)
        one.position = await _newest(one)

        new = await one.told(learners.learn(4))

    assert [figure["organisation"] for figure in of(new, OTHER) if figure["slug"] == "people-trained"] == [None]
    assert {item["slug"] for item in one.items} <= {"people-trained", "days-since-heard", "dashboard-agreed"}


async def test_a_new_day_is_announced_where_it_changes_what_a_figure_says(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.new())

    new = of(await announced.round(TOLD_AT + timedelta(days=1)), OTHER)

    silence = [one for one in new if one["slug"] == "days-since-heard"]
    assert {(one["organisation"], one["numerator"]) for one in silence} >= {("RGP", 3), ("RM1", 3)}


@pytest.mark.parametrize("seed", range(4))
async def test_whoever_follows_knows_every_figure_as_if_they_had_just_asked(announced: Announced, seed: int) -> None:
    """Random stories, days passing between their parts; also nobody is told what they knew already."""
    shown: dict[str | None, dict[Key, Figure]] = {None: {}, "RGP": {}, "RM1": {}}
    readers, twice = [ALL, OTHER, OWN], set[Key]()
    for reader in readers:
        shown[reader.organisation] = await asked(announced.side, reader, tell(seed, 1)[0].recorded_at)
    for batch in cut(tell(seed, 250), Random(seed), 40):
        now = batch[-1].recorded_at + timedelta(seconds=1)
        new = await announced.told(batch, now)
        for reader in readers:
            mine = shown[reader.organisation]
            for figure in of(new, reader):
                known = known_to(figure)
                # Of these not even the first is like nothing: somebody is a member, and has been silent.
                assert said(figure) != mine.get(known) or (figure["slug"] in ASKS_WHO and known not in twice)
                twice.add(known)
                mine[known_to(figure)] = said(figure)
            for one, figure in (await asked(announced.side, reader, now)).items():
                if one not in mine:
                    # Of an organisation that has just joined, what is nothing yet is not worth a word.
                    assert figure["numerator"] == 0, one
                    mine[one] = figure
                assert mine[one] == figure, one


async def asked(side: ReadSide, reader: Reader, now: datetime) -> dict[Key, Figure]:
    """Return every figure that a reader can ask for, of years that have begun."""
    side.agreements.agreed = -1
    running = year_of(now.date())
    found: dict[Key, Figure] = {}
    async with side.asked("2022/23", now=now) as reading:
        codes = ["", *(one for one in ORGANISATIONS if one in reading.agreement.organisations)]
    for year in (one for one in YEARS if one <= running):
        figures = await side.figures(year_name(year), codes, now=now, reader=reader)
        # How long somebody has been silent is of today, whichever year is asked for.
        wanted = [one for one in figures.values() if year == running or one["slug"] != "days-since-heard"]
        found |= {known_to(one): said(one) for one in wanted}
    return found


async def test_positions_rise_and_leave_no_gaps_to_count(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.learn(*range(1, 10)))
    await announced.told(learners.learn(*range(10, 20)))

    places = [int(one["id"]) for one in announced.items]

    assert places == sorted(set(places))
    assert len({after - before for before, after in pairwise(places)}) > 1


async def test_any_position_that_was_given_out_can_be_gone_on_from(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.learn(*range(1, 10)))

    async with announced.source.engine.connect() as connection:
        for place, item in enumerate(announced.items):
            page = await announcements.after(connection, announced.source, item["id"], 1_000)
            assert [one["id"] for one in page.items] == [one["id"] for one in announced.items[place + 1 :]]


@pytest.mark.parametrize(
    "position", ["", "x", "-1", "0", "1", "19999999999999999", "29000000000000000", "9" * 40, "１"]
)
async def test_what_is_no_position_of_this_version_is_not_gone_on_from(announced: Announced, position: str) -> None:
    await announced.told(Learners().learn(1))

    async with announced.source.engine.connect() as connection:
        with pytest.raises(NotKept):
            await announcements.after(connection, announced.source, position, 1)


async def test_what_was_announced_too_long_ago_is_forgotten_and_known_to_be(announced: Announced) -> None:
    learners = Learners()
    old = await announced.told(learners.learn(1))
    await announced.side.connection.execute("UPDATE announcements SET at = at - interval '8 days'")
    new = await announced.told(learners.learn(2))

    await announcements.prune(announced.side.connection)

    async with announced.source.engine.connect() as connection:
        page = await announcements.after(connection, announced.source, old[-1]["id"], 1_000)
        assert [one["id"] for one in page.items] == [one["id"] for one in new]
        with pytest.raises(NotKept):
            await announcements.after(connection, announced.source, old[-2]["id"], 1_000)


async def test_a_measure_that_is_still_being_filled_is_announced_when_it_is(announced: Announced) -> None:
    learners = Learners()
    await announced.told(learners.new())
    await announced.side.connection.execute("INSERT INTO measures VALUES ('people-trained', 1, '{}', 'person/')")

    meanwhile = await announced.told(learners.learn(1))
    await announced.side.connection.execute("UPDATE measures SET after = NULL")
    then = await announced.round()

    assert "people-trained" not in {one["slug"] for one in meanwhile}
    assert [one["numerator"] for one in of(then, OWN) if one["slug"] == "people-trained"] == [1, 1]


async def test_before_the_read_side_knows_how_far_it_is_nothing_is_announced(announced: Announced) -> None:
    learners = Learners()
    await announced.side.connection.execute("DELETE FROM watermarks")

    assert await announced.told(learners.learn(1)) == []

    await announced.side.connection.executemany(
        "INSERT INTO watermarks VALUES ($1, now())", [(topic,) for topic in FOLLOWED]
    )
    assert of(await announced.round(), OWN) != []
