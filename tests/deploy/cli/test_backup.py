"""A system comes back from a back-up: with what Kafka holds beyond it or without it, and without whoever was erased."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from deploy.cli import backups, databases, erased
from deploy.local import stack as local
from deploy.local.stack import Stack
from deploy.local.system import DATABASES
from tests.client import Door, Json, eventually
from tests.deploy.cli.command import Done, of, typed
from tests.journeys.projects import SLUGS, Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, settled
from tests.training.asking import ask, entered, event

pytestmark = [pytest.mark.long, pytest.mark.stack]

YEAR = Year(2022)


@dataclass
class System:
    """A stack of its own, that can be stopped, restored and started again."""

    stack: Stack
    session: aiohttp.ClientSession

    @property
    def door(self) -> Door:
        """The way in, as it is now."""
        return Door(self.stack.credentials, self.session)

    async def command(self, *words: str | Path) -> Done:
        """Type a command about this system."""
        done = await typed(*words, "--home", self.stack.home)
        assert done.code == 0, done
        return done

    async def restored(self, directory: Path) -> Done:
        """Stop everything, restore, start again."""
        await asyncio.to_thread(self.stack.stop)
        done = await self.command("restore", directory, "--yes")
        await asyncio.to_thread(local.start, self.stack.home)
        return done

    async def figures(self) -> dict[tuple[str, str | None], tuple[int, int]]:
        """Return what both measures count, once everything has caught up."""
        await settled(self.stack)
        return {
            (slug, whose): await self.door.counted(slug, whose, YEAR.name) for slug in SLUGS for whose in ("RGP", None)
        }


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections that outlive no restart."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=60)) as one:
        yield one


@pytest.fixture
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for stacks, all of which are gone afterwards."""
    folder = tmp_path_factory.mktemp("homes")
    yield folder
    for home in folder.iterdir():
        Stack(home).remove()


@pytest.fixture
async def system(homes: Path, session: aiohttp.ClientSession) -> System:
    """A system with one member and a finished project."""
    started = await asyncio.to_thread(local.start, homes / "first")
    one = System(started, session)
    joined = event("organisation.joined", "organisation/RGP", name="Paget", kind="acute", on="2018-04-01")
    await one.door.accepted([joined])

    async def known() -> bool:
        [answer] = await one.door.submit([Project().registered(YEAR.day(1))])
        return bool(answer["status"] == "accepted")

    await eventually(known, "the member is known")
    return one


def told(project: Project) -> list[Json]:
    return [project.registered(YEAR.day(1)), project.involved("big_i", YEAR.day(5)), project.scored(4, YEAR.day(60))]


async def dumped(stack: Stack, folder: Path) -> bytes:
    """Return everything that the databases hold, as text."""
    for name in DATABASES:
        file = folder / f"{name}.sql"
        await asyncio.to_thread(databases.dump, stack.backup_url(name), file, plain=True)
    return b"".join([(folder / f"{name}.sql").read_bytes() for name in DATABASES])


async def test_a_system_comes_back_with_what_kafka_knows_beyond_the_back_up(system: System, tmp_path: Path) -> None:
    word, project, directory = uuid4().hex, Project(), tmp_path / "backup"
    gone, stays, twin = [await entered(system.door, f"Ada {word} {place}") for place in ("gone", "stays", "twin")]
    before = await system.door.accepted(told(project))
    await system.command("backup", directory)
    after = await system.door.accepted([project.completed(YEAR.day(70)), *told(Project())])
    await ask(system.door, "POST", f"/v1/people/{twin}/merge", {"into": stays})
    await system.command("erase", gone, "--yes", "--as", "RGP", *of(system.stack))
    figures = await system.figures()
    assert [one.person_key for one in erased.listed(directory)] == [gone]

    done = await system.restored(directory)

    assert "4 facts taken from the log, 0 to be sent" in done.out
    assert await system.figures() == figures
    await assert_nothing_lost_or_doubled(system.stack, [*before, *after], "RGP")
    found = [(await ask(system.door, "GET", f"/v1/people/{key}")) for key in (gone, stays, twin)]
    assert [one.status for one in found] == [404, 200, 200]
    assert found[2].json["merged_into"] == stays
    content = await dumped(system.stack, tmp_path)
    assert (f"Ada {word} stays".encode() in content, f"Ada {word} gone".encode() in content) == (True, False)
    # What was said is known by its identity, also what came from the log; and a stream goes on where it was.
    again = await system.door.submit([project.reopened(YEAR.day(80))])
    assert [(one["status"], one["version"]) for one in again] == [("accepted", 5)]


async def test_what_came_back_from_the_log_is_known_when_it_is_sent_again(system: System, tmp_path: Path) -> None:
    project, directory = Project(), tmp_path / "backup"
    await system.command("backup", directory)
    facts = told(project)
    answers = await system.door.accepted(facts)
    await settled(system.stack)

    await system.restored(directory)

    again = await system.door.submit(facts)
    assert [one["status"] for one in again] == ["duplicate"] * 3
    assert [one["recorded_at"] for one in again] == [one["recorded_at"] for one in answers]
    reused = await system.door.submit([{**facts[1], "data": {**facts[1]["data"], "level": "none"}}])
    assert reused[0]["reason"]["type"] == "IdReused"


async def test_another_machine_without_a_log_carries_on(system: System, homes: Path, tmp_path: Path) -> None:
    word, project, directory = uuid4().hex, Project(), tmp_path / "backup"
    gone, stays = [await entered(system.door, f"Ada {word} {place}") for place in ("gone", "stays")]
    answers = await system.door.accepted([*told(project), project.completed(YEAR.day(70))])
    figures = await system.figures()
    await system.command("backup", directory)
    await system.command("erase", gone, "--yes", "--as", "RGP", *of(system.stack))
    await asyncio.to_thread(system.stack.remove)

    other = System(Stack(homes / "second"), system.session)
    await other.restored(directory)

    assert await other.figures() == figures
    await assert_nothing_lost_or_doubled(other.stack, answers, "RGP")
    statuses = [(await ask(other.door, "GET", f"/v1/people/{key}")).status for key in (gone, stays)]
    assert statuses == [404, 200]
    assert f"Ada {word} gone".encode() not in await dumped(other.stack, tmp_path)
    [answer] = await other.door.accepted([project.reopened(YEAR.day(80))])
    assert answer["version"] == 5


async def test_what_is_not_whole_or_not_safe_is_not_restored(system: System, tmp_path: Path) -> None:
    directory = tmp_path / "backup"
    await system.command("backup", directory)
    manifest = backups.verified(directory)
    assert set(manifest.databases) == set(DATABASES)
    assert (directory.stat().st_mode & 0o777) == 0o700
    again = await typed("backup", directory, "--home", system.stack.home)
    assert (again.code, "this one exists" in again.err) == (1, True)

    running = await typed("restore", directory, "--yes", "--home", system.stack.home)
    assert (running.code, "make down" in running.err) == (1, True)

    torn = tmp_path / "torn"
    await asyncio.to_thread(shutil.copytree, directory, torn)
    (torn / "projects.dump").write_bytes((torn / "projects.dump").read_bytes()[:-1])
    done = await typed("restore", torn, "--yes", "--home", system.stack.home)
    assert (done.code, "projects.dump is not what was written" in done.err) == (1, True)
    assert [one["status"] for one in await system.door.submit(told(Project()))] == ["accepted"] * 3
