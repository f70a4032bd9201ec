"""Single facts of one caller that come while others of theirs are on the way go to their owner together.

They share a request as they share a commit: a service that writes thousands at a time is not asked one by one. Nobody
waits for others to come; a fact goes alone where nothing else is on its way.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, TypeAlias

from shared.identity import Caller

AT_ONCE = 2
"""So many requests of one caller's are on their way: while one commits, the next is read."""
MOST_TOGETHER = 500

Said: TypeAlias = dict[str, Any]
_Waiting: TypeAlias = tuple[bytes, "asyncio.Future[Said]"]


class Together:
    """What waits to be handed over to one service."""

    def __init__(self, ask: Callable[[Sequence[bytes], Caller], Awaitable[list[Said]]]) -> None:
        self._ask = ask
        self._waiting: dict[Hashable, list[_Waiting]] = defaultdict(list)
        self._on_the_way: Counter[Hashable] = Counter()
        self._carriers: set[asyncio.Task[None]] = set()

    async def submit(self, raw: bytes, caller: Caller) -> Said:
        """Return what became of one fact."""
        # As services know callers: by what stands in a passport.
        whose = (caller.organisation, caller.roles, caller.scope)
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting[whose].append((raw, answer))
        if self._on_the_way[whose] < AT_ONCE:
            self._on_the_way[whose] += 1
            carrier = asyncio.create_task(self._carry(whose, caller))
            self._carriers.add(carrier)
            carrier.add_done_callback(self._carriers.discard)
        return await answer

    async def _carry(self, whose: Hashable, caller: Caller) -> None:
        try:
            while taken := self._waiting[whose][:MOST_TOGETHER]:
                self._waiting[whose] = self._waiting[whose][MOST_TOGETHER:]
                await self._hand_over(taken, caller)
        finally:
            self._on_the_way[whose] -= 1
            if not self._on_the_way[whose]:
                del self._on_the_way[whose], self._waiting[whose]

    async def _hand_over(self, taken: Sequence[_Waiting], caller: Caller) -> None:
        """Bring everybody their answer, or what went wrong with all."""
        try:
            answers = await self._ask([raw for raw, _ in taken], caller)
        except Exception as error:  # noqa: BLE001  whoever waits is told
            for _, answer in taken:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), said in zip(taken, answers, strict=True):
            if not answer.done():
                answer.set_result(said)
