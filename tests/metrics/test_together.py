"""Those who ask while a question is on its way share the next one; nobody gets an answer older than the question."""

import asyncio

from services.metrics.together import Together


class Clock:
    """A question whose answer is how often it was asked; each waits until it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def question(self) -> int:
        self.asked += 1
        answer = self.asked
        await self.go.wait()
        return answer


async def begun(clock: Clock, asked: int) -> None:
    while clock.asked < asked:
        await asyncio.sleep(0)


async def test_who_asks_at_once_shares_one_question() -> None:
    clock = Clock()
    clock.go.set()
    together = Together(clock.question)
    assert await asyncio.gather(*(together.ask() for _ in range(5))) == [1] * 5
    assert await together.ask() == 2


async def test_who_asks_while_one_is_on_its_way_gets_a_later_answer_and_shares_that() -> None:
    clock = Clock()
    together = Together(clock.question)
    first = asyncio.create_task(together.ask())
    await begun(clock, 1)
    later = [asyncio.create_task(together.ask()) for _ in range(3)]
    clock.go.set()
    assert await first == 1
    assert await asyncio.gather(*later) == [2] * 3


async def test_one_who_gives_up_does_not_take_the_answer_from_others() -> None:
    clock = Clock()
    together = Together(clock.question)
    impatient, patient = asyncio.create_task(together.ask()), asyncio.create_task(together.ask())
    await begun(clock, 1)
    impatient.cancel()
    clock.go.set()
    assert await patient == 1


async def test_a_failure_is_everybodys_and_the_next_question_is_asked_anew() -> None:
    fails = True

    async def question() -> str:
        if fails:
            raise ConnectionError
        return "answer"

    together = Together(question)
    assert all(
        isinstance(one, ConnectionError)
        for one in await asyncio.gather(*(together.ask() for _ in range(3)), return_exceptions=True)
    )
    fails = False
    assert await together.ask() == "answer"
