"""Histories that others made up, submitted as they say, give the figures that others worked out."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import uuid4

import aiohttp
import pytest

from deploy.local import stack as local
from deploy.local.stack import Stack
from services.metrics.measures import MEASURES
from tests.client import Door, Json, eventually
from tests.journeys import histories
from tests.journeys.histories import COMPARED, SYSTEM, FigureKey, History, Line

TWICE = 0.1
KNOWN_WITHIN = 30.0
READ_WITHIN = 120.0
OPENED_BY_NOBODY = {
    "project.started": {"on": "2022-05-01"},
    "course.reclassified": {"class": "other", "from": "2022-05-01"},
}
READ = {"after phase 1": 1, "at last": 2, "as known after phase 1": 1}
"""When the figures are read, and the phase after which they are these. The last phase is of refusals alone."""
NUMBERS = [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)]


@dataclass
class Telling:
    """Tells a history to an empty system, and remembers what came of it."""

    door: Door
    history: History
    chance: Random
    faults: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=lambda: {"once": 0, "twice": 0})
    known: dict[int, str] = field(default_factory=dict)
    """The moment at which the last fact of each phase was recorded."""
    figures: dict[str, dict[FigureKey, Json]] = field(default_factory=dict)

    async def tell(self, phase: int) -> None:
        """Submit a phase: all organisations at once, and generation after generation."""
        for generation in histories.generations(self.history.phases[phase]):
            said = (self._say(phase, generation[code]) for code in sorted(generation))
            await asyncio.gather(*said)

    async def _say(self, phase: int, lines: Sequence[Line]) -> None:
        for batch in histories.batches(lines, self.chance):
            twice = self.chance.random() < TWICE
            self.sent["twice" if twice else "once"] += 1
            submitted = (self._submit(batch) for _ in range(1 + twice))
            for line, *answers in zip(batch, *await asyncio.gather(*submitted), strict=True):
                self._judge(phase, line, answers)

    async def _submit(self, batch: Sequence[Line]) -> list[Json]:
        return await self.door.submit([line.event for line in batch], batch[0].organisation)

    def _judge(self, phase: int, line: Line, answers: Sequence[Json]) -> None:
        """Accept what the history says; what was sent twice is one fact, accepted once."""
        self.faults += [fault for answer in answers if (fault := line.fault(answer))]
        if line.refused:
            return
        if sorted(answer["status"] for answer in answers) != ["accepted", "duplicate"][: len(answers)]:
            self.faults.append(f"{line} was answered {answers}")
        places = {(one.get("stream"), one.get("version"), one.get("recorded_at")) for one in answers}
        if len(places) != 1:
            self.faults.append(f"{line} is in two places: {answers}")
        self.known[phase] = max(self.known.get(phase, ""), *(one.get("recorded_at", "") for one in answers))

    async def members_known(self) -> None:
        """Wait until every service lets every member speak: until then it refuses whatever a member says."""

        async def everywhere() -> bool:
            return "NotAMember" not in [
                answer["reason"]["type"]
                for line in self.history.phases[0]
                for answer in await self.door.submit(map(beside_the_point, OPENED_BY_NOBODY), line.organisation)
            ]

        await eventually(everywhere, "every service knows every member", KNOWN_WITHIN)

    async def read(self, *, known: str, as_at: str | None = None) -> dict[FigureKey, Json]:
        """Return every figure that the history knows of, once the read side knows a moment."""

        async def read_up() -> bool:
            fresh = (await self.door.measure(next(iter(MEASURES))))["fresh_as_of"]
            return fresh is not None and fresh >= known

        await eventually(read_up, f"the read side knows {known}", READ_WITHIN)
        found = {}
        for year, whose in sorted({key[1:] for key in self.history.expected[1]}):
            organisation = None if whose == SYSTEM else whose
            page = await self.door.read("/v1/measures", organisation=organisation, year=year, as_at=as_at)
            for item in page["items"]:
                assert "provisional" not in item["figure"]
                found[item["slug"], year, whose] = {name: item["figure"][name] for name in COMPARED}
        return found


def beside_the_point(type_: str) -> Json:
    """Return a fact that is refused from whomever, since nobody has opened its stream."""
    category = type_.partition(".")[0]
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:tests:membership",
        "type": type_,
        "subject": f"{category}/{uuid4()}",
        "data": OPENED_BY_NOBODY[type_],
    }


@pytest.fixture(scope="module", params=NUMBERS)
def number(request: pytest.FixtureRequest) -> int:
    """Which history is told."""
    found: int = request.param
    return found


@pytest.fixture(scope="module")
def empty(number: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A system of its own, of which nobody is a member yet."""
    folder: Path = tmp_path_factory.mktemp(f"history-{number}")
    started = local.start(folder / "home")
    yield started
    started.remove()


@pytest.fixture(scope="module")
async def told(number: int, empty: Stack) -> AsyncIterator[Telling]:
    """Return the telling, after its last phase."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120, connect=5)) as session:
        telling = Telling(Door(empty.credentials, session), histories.read(number), Random(number))
        for phase in sorted(telling.history.phases):
            await telling.tell(phase)
            if phase == 0:
                await telling.members_known()
            if phase == 1:
                telling.figures["after phase 1"] = await telling.read(known=telling.known[1])
        telling.figures["at last"] = await telling.read(known=telling.known[2])
        telling.figures["as known after phase 1"] = await telling.read(known=telling.known[2], as_at=telling.known[1])
        yield telling


def test_every_fact_is_answered_as_the_history_says(told: Telling) -> None:
    assert told.faults[:5] == []
    assert min(told.sent.values()) > 0


def test_the_later_phase_changes_figures_of_closed_years(told: Telling) -> None:
    assert told.figures["after phase 1"] != told.figures["at last"]


@pytest.mark.parametrize("slug", [slug for slug, one in MEASURES.items() if one.definition.ambition])
@pytest.mark.parametrize("moment", list(READ))
def test_figures_are_those_worked_out_from_the_definitions(told: Telling, moment: str, slug: str) -> None:
    assert of(slug, told.figures[moment]) == of(slug, told.history.expected[READ[moment]]) != {}


def of(slug: str, figures: dict[FigureKey, Json]) -> dict[FigureKey, Json]:
    """Return the figures of one measure."""
    return {key: figure for key, figure in figures.items() if key[0] == slug}
