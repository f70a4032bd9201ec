"""A version of the read side is built beside the live one while facts come in and its builder is killed half-way."""

import asyncio
from contextlib import suppress

import asyncpg

from deploy.local.stack import Stack
from services.metrics import versions
from services.metrics.versions import Side
from tests.client import Door, eventually
from tests.deploy.cli.command import typed
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import BACK_WITHIN
from tests.journeys.projects import Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, mark

YEAR = Year(2017)


async def live_of(stack: Stack) -> tuple[Side, list[Side]]:
    """Return the live version, and all."""
    async with connected(stack, "metrics") as connection:
        found = await versions.sides(connection)
    return next(one for one in found if one.live), found


async def test_a_rebuild_that_is_killed_half_way_goes_on_and_is_read_once_it_says_the_same(
    stack: Stack, door: Door
) -> None:
    since, (before, _) = await mark(stack), await live_of(stack)
    done = await typed("rebuild", "--home", stack.home)
    assert done.code == 0, done
    made = int(done.out.split()[1])

    async def begun() -> bool:
        async with connected(stack, "metrics") as connection:
            return bool(await connection.fetchval(f"SELECT EXISTS (SELECT FROM read_{made}.facts)"))

    coming = asyncio.create_task(door.submit_all(submission(YEAR, 6)))
    await eventually(begun, "it has begun to be built")
    assert (await live_of(stack))[0] == before
    await asyncio.to_thread(stack.wait_until_back, "metrics-worker", stack.kill("metrics-worker"), BACK_WITHIN)

    async def promoted() -> bool:
        return (await live_of(stack))[0].version == made

    await eventually(promoted, "it is read by itself once it says the same", 120)
    answers = await coming
    await assert_nothing_lost_or_doubled(stack, answers, "RGP")
    await go_back(stack, before.version, made)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)


async def go_back(stack: Stack, before: int, made: int) -> None:
    """Let the version from before be read again, and remove the other, before that is promoted again by itself."""
    async with connected(stack, "metrics") as connection:

        async def gone_back() -> bool:
            with suppress(asyncpg.DeadlockDetectedError):  # whoever was reading it goes first
                async with connection.transaction():
                    await versions.promote(connection, before)
                    await versions.drop(connection, made)
            return [one.version for one in await versions.sides(connection)] == [before]

        await eventually(gone_back, "the other is removed")
