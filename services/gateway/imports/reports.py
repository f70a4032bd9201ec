"""What became of a file: answered, and kept for ninety days without anything that stood in its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.gateway.database import own_rows
from services.gateway.imports.running import Outcome
from shared.moments import written
from shared.postgres import Pool

MOST_FAULTS = 1_000
FAULT_COLUMNS = ("row", "column", "title", "type", "detail", "mend", "value")
_WRITE = """
INSERT INTO imports (organisation, id, at, client, kind, file_name, dry_run, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_COLUMNS = "id, at, client, kind, file_name, dry_run, report"
_ONE = f"SELECT {_COLUMNS} FROM imports WHERE id = $1"  # noqa: S608  constants
_PAGE = f"""
SELECT {_COLUMNS} FROM imports WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR kind = $2)
ORDER BY organisation DESC, id DESC LIMIT $3
"""  # noqa: S608


@dataclass(frozen=True)
class Report:
    """One import, and who did it."""

    id: UUID
    at: datetime
    client: str
    kind: str
    file_name: str
    dry_run: bool
    outcome: Mapping[str, Any]

    def shown(self) -> dict[str, Any]:
        """Return the report as it is answered."""
        return {
            "id": str(self.id),
            "received_at": written(self.at),
            "client": self.client,
            "kind": self.kind,
            "file_name": self.file_name,
            "dry_run": self.dry_run,
            **self.outcome,
        }


def told(outcome: Outcome) -> dict[str, Any]:
    """Return what became of the rows; of very many faults the first."""
    return {
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "unchanged": outcome.unchanged,
        "refused": outcome.refused,
        "facts": outcome.facts,
        "unused_columns": outcome.unused,
        "faults_total": len(outcome.faults),
        "faults": [one.shown() for one in outcome.faults[:MOST_FAULTS]],
    }


async def keep(pool: Pool, organisation: str, report: Report) -> None:
    """Keep a report, without what stood in the cells."""
    faults = [{name: said for name, said in one.items() if name != "value"} for one in report.outcome["faults"]]
    kept = msgspec.json.encode({**report.outcome, "faults": faults}).decode()
    row = (organisation, report.id, report.at, report.client, report.kind, report.file_name, report.dry_run, kept)
    async with own_rows(pool, organisation) as connection:
        await connection.execute(_WRITE, *row)


async def one(pool: Pool, organisation: str, identifier: UUID) -> Report | None:
    """Return a report of the organisation's own."""
    async with own_rows(pool, organisation) as connection:
        row = await connection.fetchrow(_ONE, identifier)
    return _report(row) if row else None


async def page(pool: Pool, organisation: str, *, before: UUID | None, kind: str | None, most: int) -> Sequence[Report]:
    """Return an organisation's reports, the newest first."""
    async with own_rows(pool, organisation) as connection:
        return [_report(row) for row in await connection.fetch(_PAGE, before, kind, most)]


def _report(row: Any) -> Report:
    said: dict[str, Any] = dict(row)
    outcome = msgspec.json.decode(said.pop("report"))
    return Report(**said, outcome=outcome)
