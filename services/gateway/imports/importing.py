"""Import one file on a caller's behalf, and keep the report of it: what routes and pages have in common."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import Request

from services.gateway.database import AWAY
from services.gateway.imports import reports
from services.gateway.imports.catalogue import KINDS
from services.gateway.imports.kind import Asking, Context
from services.gateway.imports.limits import MOST_BYTES
from services.gateway.imports.reports import Report, told
from services.gateway.imports.running import Run
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.receipt import new_batch
from shared.contracts.event import FIRST_DAY
from shared.http import Problem
from shared.identity import Caller
from shared.moments import london_day
from shared.telemetry import log

LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """What somebody wants imported, and how."""

    kind: str
    content: bytes
    file_name: str
    dry_run: bool
    as_of: date | None = None


async def imported(request: Request, who: Caller, upload: Upload) -> Report:
    """Import a file, or say what would become of it."""
    at = datetime.now(UTC)
    intake: Intake = request.app.state.intake
    run = Run(
        KINDS[upload.kind],
        Context(str(who.organisation), _as_of(upload.as_of, london_day(at))),
        Asking(request.app.state.metrics, request.app.state.training, who),
        intake,
        request.app.state.limits,
        new_batch(at),
        at,
        upload.dry_run,
    )
    outcome = told(await run.of(upload.content))
    name = "".join(letter for letter in upload.file_name if letter.isprintable())[:LONGEST_NAME]
    report = Report(run.batch, at, str(who.client), upload.kind, name, upload.dry_run, outcome)
    try:
        await reports.keep(intake.log.pool, str(who.organisation), report)
    except AWAY as error:
        # What became of the rows is done and answered; that it cannot be looked up later undoes nothing.
        log.warning("import.not_kept", error=type(error).__name__)
    return report


def too_large() -> Problem:
    """Return the refusal of a file that is larger than any that is read."""
    return Problem(413, "TooLarge", f"A file has at most {MOST_BYTES // 1024 // 1024} MiB: split it.")


def _as_of(said: date | None, today: date) -> date:
    if said is not None and not FIRST_DAY <= said <= today:
        raise Problem(400, "MalformedParameter", "A file is as of a day that has come.", field="as_of")
    return said or today
