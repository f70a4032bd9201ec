"""Kafka's jars from Maven Central, each exactly the one written in `kafka-jars.txt`.

The list was resolved once (`docs/decisions`), so a start has nothing to resolve: it fetches by
coordinates, several at a time, and checks every file. `python -m deploy.local.jars` writes it anew.
"""

import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.cache import whole
from deploy.local.problems import Problem

if TYPE_CHECKING:
    from jgo.maven import MavenContext

VERSION = "4.3.1"
WANTED = (f"org.apache.kafka:kafka_2.13:{VERSION}", "org.slf4j:slf4j-simple:1.7.36")
LIST = Path(__file__).with_name("kafka-jars.txt")
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>{}</dependencies>
</project>
"""
# The list is complete, so what a jar's own description asks for is left out.
DEPENDENCY = """<dependency>
  <groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>
  <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
</dependency>
"""


class NotFetched(Problem):
    """Kafka's jars could not be fetched, neither by jgo nor by Maven."""


class NotAsListed(Problem):
    """A jar is not the one that was written down."""


def listed() -> dict[str, str]:
    """Return the SHA-256 of each jar by its coordinates."""
    rows = (line.split() for line in LIST.read_text().splitlines())
    return {row[0]: row[1] for row in rows}


def digest() -> str:
    """Return a short name for the list as it is."""
    return sha256(LIST.read_bytes()).hexdigest()[:12]


def fetch(target: Path) -> None:
    """Fill the folder with the listed jars, all or none."""
    with tempfile.TemporaryDirectory() as work, whole(target) as draft:
        found = _by_either(sorted(listed()), Path(work))
        for coordinates, expected in listed().items():
            if sha256(found[coordinates].read_bytes()).hexdigest() != expected:
                raise NotAsListed(coordinates)
            shutil.copyfile(found[coordinates], draft / found[coordinates].name)


def _by_either(wanted: list[str], work: Path) -> dict[str, Path]:
    try:
        return _by_jgo(wanted, work)
    except Exception as error:
        if shutil.which("mvn"):
            return _by_maven(wanted, work)
        raise NotFetched(str(error)) from error


def _by_jgo(wanted: list[str], work: Path) -> dict[str, Path]:
    context = _context(work / "repository")

    def fetch_one(coordinates: str) -> Path:
        return context.create_dependency(coordinates).artifact.resolve()

    with ThreadPoolExecutor(8) as threads:
        return dict(zip(wanted, threads.map(fetch_one, wanted), strict=True))


def _context(repository: Path) -> "MavenContext":
    """Look where the machine's own settings say, without adding to its local repository."""
    # Imported here: it takes 0.3 s, and only the first start on a machine fetches anything.
    from jgo.config import GlobalSettings  # noqa: PLC0415
    from jgo.maven import MavenContext  # noqa: PLC0415

    settings = GlobalSettings.load()
    context = MavenContext(repo_cache=repository, local_repos=[settings.repo_cache], timeout=60)
    context.remote_repos.update(settings.repositories)
    return context


def _by_maven(wanted: list[str], work: Path) -> dict[str, Path]:
    (work / "pom.xml").write_text(POM.format("".join(map(_dependency, wanted))))
    command = [
        "mvn",
        "-q",
        "-B",
        "dependency:copy-dependencies",
        "-DoutputDirectory=jars",
    ]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotFetched(done.stdout[-2000:])
    return {each: work / "jars" / "{1}-{2}.jar".format(*each.split(":")) for each in wanted}


def _dependency(coordinates: str) -> str:
    return DEPENDENCY.format(*coordinates.split(":"))


def resolve() -> dict[str, str]:
    """Work out from the wanted coordinates which jars they need, for a new list."""
    with tempfile.TemporaryDirectory() as work:
        context = _context(Path(work))
        wanted = [context.create_dependency(each) for each in WANTED]
        first, further = context.resolver.resolve(wanted)
        jars = [each.artifact for each in (*first, *further)]
        return {
            f"{jar.groupId}:{jar.artifactId}:{jar.version}": sha256(jar.resolve().read_bytes()).hexdigest()
            for jar in jars
        }


def main() -> None:
    """Write the list anew."""
    LIST.write_text("".join(f"{jar} {sha}\n" for jar, sha in sorted(resolve().items())))


if __name__ == "__main__":
    main()
