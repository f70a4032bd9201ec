"""Processes that are told to stop end what they have begun; whoever asks during a rolling restart waits a little."""

import asyncio
import json
import os
import signal
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from deploy.local.stack import Stack
from tests.client import MANY, Door, eventually
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import BACK_WITHIN
from tests.journeys.projects import Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, mark

YEAR = Year(2017)
ONE_AFTER_THE_OTHER = ("gateway", "projects-api", "projects-worker", "metrics-worker", "metrics-api", "gateway-worker")


def tell_to_stop(stack: Stack, told: dict[str, int]) -> Callable[[int], None]:
    """Tell one process after the other to stop, one after every second answer."""

    def answered(count: int) -> None:
        name = ONE_AFTER_THE_OTHER[count // 2 - 1] if count % 2 == 0 and count // 2 <= len(ONE_AFTER_THE_OTHER) else ""
        if name and name not in told:
            told[name] = stack.pids()[name]
            os.kill(told[name], signal.SIGTERM)

    return answered


async def test_a_rolling_restart_under_load_loses_nothing_and_doubles_nothing(stack: Stack, door: Door) -> None:
    since, told = await mark(stack), dict[str, int]()

    answers = await door.submit_all(submission(YEAR, 14), answered=tell_to_stop(stack, told))

    assert told.keys() == set(ONE_AFTER_THE_OTHER)
    for name, before in told.items():
        await asyncio.to_thread(stack.wait_until_back, name, before, BACK_WITHIN)
    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)


async def test_a_request_that_is_half_read_when_the_gateway_is_told_to_stop_is_answered(
    stack: Stack, door: Door
) -> None:
    since, gateway = await mark(stack), stack.pids()["gateway"]
    body = json.dumps([Project().registered(YEAR.day(1))]).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(door.url).port)
    head = f"POST /v1/events HTTP/1.1\r\nHost: door\r\nContent-Type: {MANY}\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Authorization: Bearer {await door.token('RGP')}\r\nExpect: 100-continue\r\n\r\n".encode())
    assert b"100 Continue" in await reader.readuntil(b"\r\n\r\n")  # it has begun
    writer.write(body[:20])

    os.kill(gateway, signal.SIGTERM)
    await eventually(partial(_turns_away, door), "it takes nobody in any more")
    writer.write(body[20:])

    head_of_answer = await reader.readuntil(b"\r\n\r\n")
    assert head_of_answer.startswith(b"HTTP/1.1 200")
    [answer] = json.loads(await reader.read())
    writer.close()
    await asyncio.to_thread(stack.wait_until_back, "gateway", gateway, BACK_WITHIN)
    assert answer["status"] == "accepted"
    await assert_nothing_lost_or_doubled(stack, [answer], "RGP", since)


async def _turns_away(door: Door) -> bool:
    """Return whether whoever comes to the door finds nobody there."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(door.url).port)
    except ConnectionRefusedError:
        return True
    writer.close()
    return False
