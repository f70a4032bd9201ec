"""A process that runs loops, and answers for its health while it does."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping

import uvicorn
from starlette.applications import Starlette

from shared import position
from shared.cycles import look_for_cycles_seldom
from shared.health import Check, routes
from shared.telemetry import log

Loop = Callable[[], Awaitable[None]]


async def log_is_whole() -> str | None:
    """Say who of this process stands still because Kafka lacks what it held before."""
    return "; ".join(f"{name}: {words}" for name, words in sorted(position.LOST.items())) or None


async def work(host: str, port: int, loops: Iterable[Loop], checks: Mapping[str, Check]) -> None:
    """Run the loops until SIGTERM. A loop that ends or fails ends the process, and whoever supervises restarts it."""
    look_for_cycles_seldom()
    app = Starlette(routes=routes(checks, {"log": log_is_whole}))
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tasks: list[asyncio.Future[object]] = [asyncio.ensure_future(loop()) for loop in loops]
    with contextlib.suppress(asyncio.CancelledError):
        tasks += [asyncio.ensure_future(server.serve()), asyncio.ensure_future(stop.wait())]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("worker.failed", error=repr(error))
            raise error
