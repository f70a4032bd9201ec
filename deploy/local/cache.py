"""What is fetched or made once per machine, beside and not inside any stack's home."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def folder() -> Path:
    """Return the cache's folder, made if need be."""
    chosen = os.environ.get("GOLDENTHREAD_CACHE")
    path = Path(chosen) if chosen else Path.home() / ".cache" / "golden-thread"
    path.mkdir(parents=True, exist_ok=True)
    return path.resolve()


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes the target if nothing is raised, else disappears."""
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o755)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def keep(source: Path, target: Path) -> None:
    """Copy a file into the cache so that it is there as a whole or not at all."""
    draft = target.with_name(f".{target.name}")
    shutil.copyfile(source, draft)
    draft.replace(target)
