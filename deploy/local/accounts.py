"""Who PostgreSQL runs as: it refuses to be root, and root can be nobody."""

import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Where a user who may enter nobody's home finds a place that lasts longer than /tmp.
LASTING = Path("/var/tmp")  # noqa: S108 -- each folder in it is made by mkdtemp


@dataclass(frozen=True)
class Account:
    """A user and its group."""

    user: int
    group: int

    def take(self, path: Path) -> None:
        """Own the path from now on."""
        os.chown(path, self.user, self.group)

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder on the way, as far as there is one, lets it through."""
        return all(map(self._may_pass, (folder.resolve(), *folder.resolve().parents)))

    def _may_pass(self, folder: Path) -> bool:
        if not folder.exists():
            return True
        known = folder.stat()
        if known.st_uid == self.user:
            return bool(known.st_mode & stat.S_IXUSR)
        return bool(known.st_mode & stat.S_IXOTH)


def other_than_root() -> Account | None:
    """Return whom to become; None for a user who is not root and stays itself."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def lasting_folder(purpose: str) -> Path:
    """Make a new folder outside the home folders."""
    return Path(tempfile.mkdtemp(prefix=f"golden-thread-{purpose}-", dir=LASTING))
