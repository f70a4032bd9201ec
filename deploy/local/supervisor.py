"""The one background process that starts, watches, restarts and stops all others.

It knows nothing of Golden Thread: it reads a plan from standard input. It imports little, since it
lives as long as the system does.
"""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import msgspec

from deploy.local import journal
from deploy.local.home import Home, hold
from deploy.local.journal import Phase, State
from deploy.local.keeper import Keeper
from deploy.local.processes import born
from deploy.local.programs import Plan


class Supervisor:
    """The keepers of one plan's programs, in the order in which these wait for each other."""

    def __init__(self, plan: Plan) -> None:
        self.home = Home(Path(plan.home))
        self.keepers = {program.name: Keeper(program, self.home, self.write) for program in plan.programs}
        self.state = State(
            supervisor=os.getpid(),
            born=born(os.getpid()),
            gateway_url=plan.gateway_url,
            programs={name: keeper.entry for name, keeper in self.keepers.items()},
        )

    async def run(self, stop: asyncio.Event) -> int:
        """Keep everything running until asked to stop, or until something cannot start."""
        self.enter("starting")
        keeping = asyncio.create_task(self.keep_all())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([keeping, stopping], return_when=asyncio.FIRST_COMPLETED)
        failed = keeping.done() and keeping.exception() is not None
        for task in (keeping, stopping):
            task.cancel()
        await asyncio.wait([keeping, stopping])
        self.enter("failed" if failed else "stopping")
        await asyncio.gather(*map(self.stop_in_turn, self.keepers.values()))
        self.enter("failed" if failed else "stopped")
        return int(failed)

    async def keep_all(self) -> None:
        """Keep every program; whichever cannot start ends the others' keeping."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.announce())
            for keeper in self.keepers.values():
                tasks.create_task(self.keep_in_turn(keeper))

    async def announce(self) -> None:
        """Tell when all is ready for the first time."""
        for keeper in self.keepers.values():
            await keeper.ready.wait()
        self.enter("ready")

    async def keep_in_turn(self, keeper: Keeper) -> None:
        """Start a program once all that it comes after are ready."""
        for name in keeper.program.after:
            await self.keepers[name].ready.wait()
        await keeper.keep()

    async def stop_in_turn(self, keeper: Keeper) -> None:
        """Stop a program once all that come after it have stopped."""
        for later in self.keepers.values():
            if keeper.program.name in later.program.after:
                await later.stopped.wait()
        await keeper.stop()

    def enter(self, phase: Phase) -> None:
        """Write down what has become of the whole, also in the supervisor's own log."""
        self.state.phase = phase
        print(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {phase}", flush=True)
        self.write()

    def write(self) -> None:
        """Let everyone see the present state."""
        journal.write(self.home.path, self.state)


async def supervise(plan: Plan) -> int:
    """Run the plan until a signal asks to stop."""
    stop = asyncio.Event()
    for ask in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(ask, stop.set)
    return await Supervisor(plan).run(stop)


def main() -> int:
    """Take the plan from standard input and the home's lock for life."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    lock = hold(Home(Path(plan.home)).supervisor_lock, within=2)
    if lock is None:
        print("another supervisor looks after this folder", file=sys.stderr)
        return 1
    with lock:
        return asyncio.run(supervise(plan))


if __name__ == "__main__":
    sys.exit(main())
