"""Which keys were erased since a back-up was made: a list beside it, which a restore obeys. It holds no name."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from deploy.local.home import Home

LIST = "erased-keys.jsonl"
KNOWN = "backups.json"


class Erased(msgspec.Struct, frozen=True, order=True):
    """A key whose entry is gone, whose it was, and the day on which it went."""

    person_key: str
    organisation: str
    on: str


def listed(directory: Path) -> set[Erased]:
    """Return the keys that a back-up's list holds."""
    return {msgspec.json.decode(line, type=Erased) for line in (directory / LIST).read_bytes().splitlines()}


def note(directory: Path, gone: Iterable[Erased]) -> None:
    """Add keys to a back-up's list; what it holds already is passed over."""
    known = {one.person_key for one in listed(directory)}
    new = [one for one in sorted(set(gone)) if one.person_key not in known]
    if not new:
        return
    with (directory / LIST).open("ab") as file:
        file.write(b"".join(msgspec.json.encode(one) + b"\n" for one in new))
        file.flush()
        os.fsync(file.fileno())


def remember(home: Path, directory: Path) -> None:
    """Remember where a back-up is, to tell it later who was erased."""
    known = [*map(str, backups(home))]
    if str(directory.resolve()) not in known:
        home.mkdir(parents=True, exist_ok=True)
        Home(home).write_private(KNOWN, {"directories": [*known, str(directory.resolve())]})


def backups(home: Path) -> list[Path]:
    """Return where the back-ups are that were made or restored here."""
    return [Path(one) for one in Home(home).read(KNOWN).get("directories", [])]


def note_everywhere(home: Path, gone: Iterable[Erased]) -> tuple[list[Path], list[Path]]:
    """Note keys in every back-up; return which were told, and which are not where they were."""
    gone = list(gone)
    noted, missing = [], []
    for directory in backups(home):
        if (directory / LIST).exists():
            note(directory, gone)
            noted.append(directory)
        else:
            missing.append(directory)
    return noted, missing
