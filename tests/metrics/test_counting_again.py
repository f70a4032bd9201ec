"""What too many refer to, and measures that come later, are counted again in between; until then figures say so."""

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.metrics.followed import FOLLOWED
from services.metrics.freshness import Freshness, freshness
from shared.contracts.event import Recorded
from shared.moments import london_day
from tests import oracles
from tests.metrics.anything import ORGANISATIONS, tell
from tests.metrics.readside import ReadSide
from tests.metrics.story import TOLD_AT, Story, event, key
from tests.metrics.test_recount import submitted
from tests.oracles import NOTHING_YET, Stored
from tests.recount.known import Known, first_day, last_day
from tests.recount.projects import accountable, is_open, latest, of_type, on, projects

REACHED = datetime(2026, 11, 21, tzinfo=UTC)
SOME = 8
MICROSECOND = timedelta(microseconds=1)
MEASURE = '''
"""Projects with patients in the team."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Measure
from services.metrics.measures.patient_involvement import MEASURE as INVOLVEMENT
from services.metrics.open_projects import Said, open_projects
from services.metrics.subjects.project import Project
from services.metrics.world import World


def contributions(project: Project, _: World) -> Iterator[Contribution]:
    def in_the_team(day: date) -> Said:
        return int(project.involvement_on(day) == "big_i"), "as recorded"

    yield from open_projects(project, (one.on for one in project.involvements), in_the_team)


MEASURE = replace(
    INVOLVEMENT,
    definition=replace(INVOLVEMENT.definition, slug="patients-in-the-team", place="X1"),
    contributions=contributions,
    targets={},
)
'''


async def reach(side: ReadSide) -> None:
    """Say of every service that everything is in the read side."""
    for topic in FOLLOWED:
        await side.connection.execute("INSERT INTO watermarks VALUES ($1, $2)", topic, REACHED)


async def fresh(side: ReadSide) -> Freshness:
    async with side.engine.connect() as connection:
        return await freshness(connection)


async def assert_a_pure_fold(side: ReadSide, facts: list[Recorded]) -> None:
    found = await oracles.written_down(side.connection)
    assert oracles.o5_read_side_is_a_pure_fold([Stored(fact, {}) for fact in facts], found, NOTHING_YET)[:5] == []


class TestTooManyToCountAtOnce:
    @pytest.fixture
    async def story(self, side: ReadSide, monkeypatch: pytest.MonkeyPatch) -> Story:
        """People completed a course, which is announced when more refer to it than are counted at once."""
        monkeypatch.setattr("services.metrics.affected.MOST_AT_ONCE", SOME - 1)
        await side.count_again()
        story = Story()
        for number in range(SOME):
            self.learned(story, number)
        await side.take(story.facts)
        await reach(side)
        announced = event("course.announced", title="QI", class_="qi_fundamentals", provider_organisation="RGP",
                          ics_programme=False)  # fmt: skip
        story.say(f"course/{key(1)}", announced)
        await side.take(story.facts[-1:])
        return story

    def learned(self, story: Story, number: int) -> None:
        done = event("training.completed", course=key(1), organisation="RGP", completed_on="2022-06-15")
        story.say(f"person/{key(100 + number)}", done)

    async def numerator(self, side: ReadSide, as_at: datetime | None = None) -> int:
        counted: int = (await side.figure("people-trained", now=TOLD_AT, as_at=as_at))["numerator"]
        return counted

    async def test_the_figure_waits_and_says_up_to_which_moment_it_is_complete(
        self, side: ReadSide, story: Story
    ) -> None:
        assert await self.numerator(side) == 0
        known = await fresh(side)
        assert known.at == REACHED
        assert known.of("people-trained") == story.now - MICROSECOND
        assert known.of("publications") == REACHED
        figure = await side.figure("people-trained", now=TOLD_AT, as_at=story.now)
        assert figure["provisional"] is True

    async def test_counted_again_it_is_as_if_at_once_and_fresh(self, side: ReadSide, story: Story) -> None:
        await side.count_again()
        assert await self.numerator(side) == SOME
        assert await self.numerator(side, as_at=story.now - MICROSECOND) == 0
        assert await self.numerator(side, as_at=story.now) == SOME
        assert (await fresh(side)).of("people-trained") == REACHED
        await assert_a_pure_fold(side, story.facts)

    async def test_who_says_something_while_they_wait_is_counted_once(self, side: ReadSide, story: Story) -> None:
        said = len(story.facts)
        self.learned(story, 0)
        self.learned(story, SOME)
        await side.take(story.facts[said:])
        assert await self.numerator(side) == 2
        await side.count_again()
        assert await self.numerator(side) == SOME + 1
        await assert_a_pure_fold(side, story.facts)

    async def test_one_fewer_is_counted_at_once(self, side: ReadSide, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("services.metrics.affected.MOST_AT_ONCE", SOME + 1)
        story = Story()
        for number in range(SOME):
            self.learned(story, number)
        announced = event("course.announced", title="QI", class_="qi_fundamentals", provider_organisation="RGP",
                          ics_programme=False)  # fmt: skip
        story.say(f"course/{key(1)}", announced)
        await side.take(*([fact] for fact in story.facts))
        assert await self.numerator(side) == SOME
        await assert_a_pure_fold(side, story.facts)


class TestAMeasureThatCameLater:
    SEED, SIZE, KNOWN = 11, 400, 300
    """Of 400 facts 300 were known before the release that brings the measure."""

    async def release(self, side: ReadSide, url: str, folder: Path, *what: str) -> tuple[int, list[Any]]:
        """Let a process of the release with the new file work on the read side; return its end, and what it says."""
        schema = await side.connection.fetchval("SELECT current_schema()")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.metrics.release", url, schema, str(folder), *what,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, [json.loads(line) for line in said.splitlines()]

    async def test_one_file_is_filled_from_history_through_a_crash_and_counts_what_comes_meanwhile(
        self, side: ReadSide, postgres: str, tmp_path: Path
    ) -> None:
        (tmp_path / "patients_in_the_team.py").write_text(MEASURE)
        facts = tell(self.SEED, self.SIZE, things=12)
        await side.count_again()
        await side.take(facts[: self.KNOWN])
        await reach(side)
        before = await oracles.written_down(side.connection)

        crashed, _ = await self.release(side, postgres, tmp_path, "crash")
        assert crashed == -signal.SIGKILL
        filled = await side.connection.fetchval("SELECT after FROM measures WHERE slug = 'patients-in-the-team'")
        assert filled > "project/"
        assert (await fresh(side)).held_back == {"patients-in-the-team": None}

        seed, size = str(self.SEED), str(self.SIZE)
        done, [now, then, freshest] = await self.release(
            side, postgres, tmp_path, "finish", seed, size, str(self.KNOWN)
        )
        assert done == 0
        assert freshest == REACHED.isoformat()
        assert now == self.expected(facts, facts[-1].recorded_at)
        assert then == self.expected(facts, facts[self.KNOWN // 2].recorded_at)
        assert any(n for n, _ in now.values())

        # Nothing else moved but for what came meanwhile.
        await side.connection.execute("DELETE FROM ledger WHERE measure = 'patients-in-the-team'")
        await side.connection.execute("DELETE FROM figures WHERE measure = 'patients-in-the-team'")
        await assert_a_pure_fold(side, facts)
        assert before.ledger

    def expected(self, facts: list[Recorded], moment: datetime) -> dict[str, list[int]]:
        """Count again, project by project, what was known at a moment."""
        known = Known(submitted([fact for fact in facts if fact.recorded_at <= moment]))
        found = {}
        for year in ("2021/22", "2022/23", "2023/24"):
            first, reference = first_day(year), min(last_day(year), london_day(moment))
            if first > reference:
                found |= {f"{whose} {year}": [0, 0] for whose in ("", *ORGANISATIONS)}
                continue
            open_then = [stream for stream in projects(known) if is_open(stream, first, reference)]
            for whose in ("", *ORGANISATIONS):
                mine = [stream for stream in open_then if whose in {"", accountable(stream, reference)}]
                levels = [
                    latest([e for e in of_type(stream, "project.involvement_recorded") if on(e) <= reference])
                    for stream in mine
                ]
                found[f"{whose} {year}"] = [
                    sum(e is not None and e["data"]["level"] == "big_i" for e in levels),
                    len(mine),
                ]
        return found
