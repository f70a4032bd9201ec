"""One program, looked after: started, asked until ready, started again when it falls, stopped."""

import asyncio
import os
import time
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import suppress

from deploy.local.home import Home
from deploy.local.journal import Entry, Status
from deploy.local.logs import open_log
from deploy.local.processes import born, dying_with_parent, kill_group
from deploy.local.programs import Exit, Program
from deploy.local.readiness import is_ready

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
# Who lives so long has recovered: the next fall starts again with the first pause.
RECOVERED_AFTER = 10.0
# Before a program was ever ready, so many falls in a row mean that it cannot start.
TRIES_TO_START = 3
READY_WITHIN = 180.0


class CannotStart(Exception):
    """A program that the others wait for does not come up."""


class Keeper:
    """The program and what has become of it."""

    def __init__(self, program: Program, home: Home, changed: Callable[[], None]) -> None:
        self.program = program
        self.log = home.logs / f"{program.name}.log"
        self.changed = changed
        self.entry = Entry(stop=program.stop, patience=program.patience)
        self.ready = asyncio.Event()
        self.stopped = asyncio.Event()
        self.process: Process | None = None

    async def keep(self) -> None:
        """Run the program for ever, or to its end if that is what it is for."""
        pause, falls = FIRST_PAUSE, 0
        while not await self.is_done_after_a_life(began := time.monotonic()):
            falls += 1
            life = time.monotonic() - began
            hopeless = falls >= TRIES_TO_START or life > READY_WITHIN
            if hopeless and not self.ready.is_set():
                self.note("failed")
                raise CannotStart(self.program.name)
            pause = FIRST_PAUSE if life > RECOVERED_AFTER else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def is_done_after_a_life(self, began: float) -> bool:
        """Start the program and wait for its end; True if it ended because its work is done."""
        try:
            process = self.process = await self.start()
        except OSError:
            # Its log says why.
            return False
        asking = asyncio.create_task(self.ask_until_ready(process, began))
        try:
            code = await process.wait()
        finally:
            asking.cancel()
        kill_group(process.pid)
        if code == 0 and isinstance(self.program.ready, Exit):
            self.note("done", seconds=time.monotonic() - began)
            self.ready.set()
            return True
        self.entry.restarts += 1
        self.note("restarting")
        return False

    async def start(self) -> Process:
        """Start the program in a group of its own, so that it can be ended with its children."""
        program = self.program
        user, group = program.account or (None, None)
        with open_log(self.log) as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *program.command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=program.folder,
                    env={**os.environ, **program.environment},
                    process_group=0,
                    user=user,
                    group=group,
                    extra_groups=None if user is None else [],
                    preexec_fn=dying_with_parent(program.stop),
                )
            except OSError as error:
                log.write(f"cannot be run: {error}\n".encode())
                raise
        self.note("starting", process.pid)
        return process

    async def ask_until_ready(self, process: Process, began: float) -> None:
        """Ask, less and less often, until the program is ready; kill it if that takes too long."""
        pause = 0.02
        while not await is_ready(self.program.ready, process.pid):
            if time.monotonic() - began > READY_WITHIN:
                kill_group(process.pid)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, 0.1)
        self.note("ready", process.pid, time.monotonic() - began)
        self.ready.set()

    async def stop(self) -> None:
        """Ask the program to end, and make it end."""
        process = self.process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(self.program.stop)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), self.program.patience)
            kill_group(process.pid)
            await process.wait()
            self.note("stopped")
        self.stopped.set()

    def note(self, status: Status, pid: int | None = None, seconds: float | None = None) -> None:
        """Write down what has become of it."""
        entry = self.entry
        entry.status, entry.pid = status, pid
        entry.born = None if pid is None else born(pid)
        entry.seconds = entry.seconds if seconds is None else round(seconds, 2)
        self.changed()
