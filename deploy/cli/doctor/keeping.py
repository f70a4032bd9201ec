"""Back-ups: whether there is one, and how old the last is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.cli import backups, erased
from deploy.cli.doctor.finding import Finding, ago
from deploy.local.problems import Problem

OLD = timedelta(days=1, hours=6)
WHERE = "back-ups"


def examine(home: Path, now: datetime | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the back-ups that were made from here."""
    now = now or datetime.now(UTC)
    moments = []
    for directory in erased.backups(home):
        try:
            moments.append(backups.read(directory).moment)
        except Problem as problem:
            yield Finding("watch", WHERE, f"{problem}", "Bring it back, or forget it in backups.json.")
    if not moments:
        yield Finding("watch", WHERE, "None is known here.", "goldenthread backup DIRECTORY, every day.")
    elif now - max(moments) > OLD:
        yield Finding(
            "watch", WHERE, f"The last is {ago(now - max(moments))} old.", "goldenthread backup DIRECTORY, every day."
        )
