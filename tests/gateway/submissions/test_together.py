"""Single facts share requests, and everybody gets their own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from services.gateway.submissions.together import AT_ONCE, MOST_TOGETHER, Said, Together
from shared.http import Problem
from shared.identity import Caller

RGP = Caller(organisation="RGP", client="one", roles=frozenset({"submitter"}))
RM1 = Caller(organisation="RM1", client="two", roles=frozenset({"submitter"}))


class Owner:
    """A service that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[bytes], str | None]] = []
        self.wrong: Exception | None = None
        self.open = asyncio.Event()

    async def ask(self, raws: Sequence[bytes], caller: Caller) -> list[Said]:
        """Answer each with itself."""
        self.asked.append((list(raws), caller.organisation))
        await self.open.wait()
        if self.wrong is not None:
            raise self.wrong
        return [{"id": raw} for raw in raws]


async def submitted(together: Together, count: int, caller: Caller = RGP) -> list["asyncio.Task[Said]"]:
    """Return so many submissions that are on their way."""
    tasks = [asyncio.create_task(together.submit(b"%d" % number, caller)) for number in range(count)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_a_fact_goes_at_once_and_alone_where_nothing_is_on_its_way() -> None:
    owner = Owner()
    owner.open.set()
    assert await Together(owner.ask).submit(b"fact", RGP) == {"id": b"fact"}
    assert owner.asked == [([b"fact"], "RGP")]


async def test_what_comes_meanwhile_goes_together_and_each_gets_its_own_answer() -> None:
    owner = Owner()
    together = Together(owner.ask)
    first = await submitted(together, 1)
    others = await submitted(together, 30)
    owner.open.set()
    assert [one["id"] for one in await asyncio.gather(*first, *others)] == [b"0", *(b"%d" % one for one in range(30))]
    assert len(owner.asked) <= 1 + AT_ONCE


async def test_no_more_than_a_bound_goes_together() -> None:
    owner = Owner()
    together = Together(owner.ask)
    tasks = await submitted(together, MOST_TOGETHER * 3)
    owner.open.set()
    await asyncio.gather(*tasks)
    assert max(len(raws) for raws, _ in owner.asked) <= MOST_TOGETHER
    assert sum(len(raws) for raws, _ in owner.asked) == MOST_TOGETHER * 3


async def test_facts_of_two_organisations_never_share_a_request() -> None:
    owner = Owner()
    together = Together(owner.ask)
    tasks = [*await submitted(together, 5), *await submitted(together, 5, RM1)]
    owner.open.set()
    await asyncio.gather(*tasks)
    assert {organisation for _, organisation in owner.asked} == {"RGP", "RM1"}
    for organisation in ("RGP", "RM1"):
        assert sum(len(raws) for raws, whose in owner.asked if whose == organisation) == 5


async def test_who_gives_up_takes_nobody_with_them() -> None:
    owner = Owner()
    together = Together(owner.ask)
    await submitted(together, AT_ONCE)
    gone, stays = await submitted(together, 2)
    gone.cancel()
    owner.open.set()
    assert await stays == {"id": b"1"}


async def test_when_the_service_is_away_everybody_is_told_and_the_next_is_asked_again() -> None:
    owner = Owner()
    owner.wrong = Problem(503, "ServiceUnavailable", "The projects service cannot keep facts now.")
    together = Together(owner.ask)
    tasks = await submitted(together, 4)
    owner.open.set()
    for task in tasks:
        with pytest.raises(Problem):
            await task
    owner.wrong = None
    assert await together.submit(b"again", RGP) == {"id": b"again"}
