"""Named places in the system's own code at which a process kills itself when it is told to.

Nothing of this stands in the system: a test puts this folder on the path of the processes it starts, and each module
that has a failpoint is wrapped as it is imported. So in production it costs nothing, not even a look.

A point is armed by a file named `<program>.<point>` that holds how often it is to be passed before.
"""

import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NamedTuple


class Point(NamedTuple):
    """Where a failpoint is: before or after a function, or a method."""

    module: str
    name: str
    after: bool


POINTS = {
    "append.before": Point("shared.event_store", "append", after=False),
    "append.committed": Point("shared.event_store", "append", after=True),
    "relay.read": Point("shared.relay", "message", after=True),
    "relay.half_sent": Point("aiokafka.producer.producer", "AIOKafkaProducer.send", after=True),
    "relay.sent": Point("shared.kafka", "Producer.send", after=True),
    "relay.deleted": Point("shared.relay", "Relay.send_batch", after=True),
    "relay.passed": Point("shared.relay", "Relay.advance_watermark", after=True),
    "consumer.polled": Point("shared.kafka", "Reader.poll", after=True),
    "consumer.moved": Point("shared.position", "move", after=True),
    "consumer.applied": Point("services.metrics.projector", "Projector.apply", after=True),
    "consumer.committed": Point("shared.consumer", "Consumer._transact", after=True),
    "members.applied": Point("shared.membership", "apply", after=True),
    "people.applied": Point("services.training.people.persons", "apply", after=True),
    "sealer.sealed": Point("shared.sealer", "Sealer.seal", after=True),
    "inbox.decided": Point("services.gateway.submissions.inbox", "Inbox._decide", after=True),
    "inbox.answered": Point("services.gateway.submissions.inbox", "write", after=True),
}


def install(folder: str) -> None:
    """Wrap every module that has a failpoint, once it is imported."""
    sys.meta_path.insert(0, _Finder(folder))


def wrap(module: ModuleType, point: str, reached: Callable[[str], None]) -> None:
    """Let a point of a module call `reached`; fails where the point no longer exists."""
    owner: Any = module
    *path, name = POINTS[point].name.split(".")
    for part in path:
        owner = getattr(owner, part)
    plain, after = getattr(owner, name), POINTS[point].after

    @functools.wraps(plain)
    async def waiting(*given: Any, **named: Any) -> Any:
        if not after:
            reached(point)
        found = await plain(*given, **named)
        if after:
            reached(point)
        return found

    @functools.wraps(plain)
    def at_once(*given: Any, **named: Any) -> Any:
        if not after:
            reached(point)
        found = plain(*given, **named)
        if after:
            reached(point)
        return found

    setattr(owner, name, waiting if inspect.iscoroutinefunction(plain) else at_once)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.waiting = {point.module for point in POINTS.values()}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self.waiting:
            return None
        self.waiting.discard(fullname)
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def run(module: ModuleType) -> None:
                execute(module)
                for point in (one for one, where in POINTS.items() if where.module == fullname):
                    wrap(module, point, functools.partial(reach, self.folder, program()))

            spec.loader.exec_module = run  # type: ignore[method-assign]
        return spec


def program() -> str:
    """Return what this process is called: `services.projects.worker` is `projects-worker`."""
    parts = sys.orig_argv[sys.orig_argv.index("-m") + 1].split(".") if "-m" in sys.orig_argv else ["", "other", ""]
    return "-".join(parts[1:]).replace("-app", "-api")


def reach(folder: str, name: str, point: str) -> None:
    """Die here, if this point of this program is armed and was passed often enough."""
    file = os.path.join(folder, f"{name}.{point}")  # noqa: PTH118  before anything else is imported
    try:
        with open(file) as armed:  # noqa: PTH123
            left = int(armed.read())
    except (FileNotFoundError, ValueError):
        return
    if left == 0:
        os.unlink(file)  # noqa: PTH108
        os.kill(os.getpid(), signal.SIGKILL)
    with open(file, "w") as armed:  # noqa: PTH123
        armed.write(str(left - 1))
