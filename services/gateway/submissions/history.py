"""`/v1/submissions`: what an organisation has submitted and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from services.gateway.database import needed, own_rows
from services.gateway.exports.forms import MEDIA_TYPE, Form, wanted
from services.gateway.exports.tables import Cell, as_csv
from services.gateway.exports.workbook import as_xlsx
from services.gateway.identity.callers import caller
from services.gateway.parameters import Moment, Wanted
from services.gateway.submissions import listing
from services.gateway.submissions.described import BATCH_ANSWER, HISTORY
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.listing import COLUMNS, Cursor, Page, Refusal
from services.gateway.submissions.receipt import Receipt
from shared.contracts.event import UUID_PATTERN
from shared.http import Problem, json_response
from shared.identity import Caller

router = APIRouter(prefix="/v1/submissions")

PRIVATE = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
SETTLED_WITHIN = 2.0
Text = Annotated[str | None, Query(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
Place = Annotated[str | None, WithJsonSchema({"type": "string", "pattern": f"^{UUID_PATTERN}\\.[0-9]{{1,9}}$"})]
"""Where a page ended."""


@router.get("", summary="What your organisation submitted and what became of it, newest first", openapi_extra=HISTORY)
async def submissions(
    request: Request,
    status: Literal["accepted", "duplicate", "refused"] | None = None,
    type: Text = None,  # noqa: A002  the name in the published address
    subject: Text = None,
    source: Text = None,
    id: Text = None,  # noqa: A002
    batch: UUID | None = None,
    since: Moment = None,
    until: Moment = None,
    cursor: Place = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    format: Wanted = None,  # noqa: A002
) -> Response:
    who, intake = await _member(request), _intake(request)
    form = wanted(format, request.headers.get("accept", ""))
    asked: dict[str, UUID | datetime | str | None] = {
        "status": status, "type": type, "subject": subject, "source": source, "id": id, "batch": batch,
        "since": since, "until": until,
    }  # fmt: skip
    after = _cursor(cursor)
    await intake.log.settled(SETTLED_WITHIN)
    async with needed(), own_rows(intake.log.pool, str(who.organisation)) as connection:
        page = await listing.page(connection, asked, after, limit)
    return _shown(page, None if page.next is None else _next(request, page.next), form)


@router.post(
    "/{batch}/resend", summary="Submit again what was refused of a batch", openapi_extra={"responses": BATCH_ANSWER}
)
async def resend(request: Request, batch: UUID) -> Response:
    """Judge anew every fact of the batch that was refused, in its order; the answer to each.

    What was not kept, because it is too long or might name a patient, stays refused.
    """
    refused, receipt = await resent(request, await _member(request), batch)
    return json_response(_answers(refused, receipt), headers={"Batch": str(receipt.batch)})


async def resent(request: Request, who: Caller, batch: UUID) -> tuple[list[Refusal], Receipt]:
    """Submit again what was refused of a batch and was kept; return all that was refused, and the new receipt."""
    intake = _intake(request)
    await intake.log.settled(SETTLED_WITHIN)
    async with needed(), own_rows(intake.log.pool, str(who.organisation)) as connection:
        refused = await listing.refused(connection, batch)
    if refused is None:
        raise Problem(404, "NotFound", "Your organisation has no such batch in the log.")
    bodies = [one.body for one in refused if one.body is not None]
    request.app.state.limits.take(who, len(bodies) or 1)
    return refused, await intake.submit(bodies, who)


def _answers(refused: list[Refusal], receipt: Receipt) -> list[dict[str, Any]]:
    anew = iter(receipt.decided)
    return [one.row if one.body is None else next(anew).row for one in refused]


async def _member(request: Request) -> Caller:
    who = await caller(request)
    if not who.organisation:
        raise Problem(403, "NotYours", "Only an organisation has submissions of its own.")
    return who


def _intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake


def _cursor(said: str | None) -> Cursor | None:
    try:
        return Cursor.read(said) if said is not None else None
    except ValueError:
        raise Problem(400, "MalformedParameter", "This is no cursor of this list.", field="cursor") from None


def _next(request: Request, cursor: Cursor) -> str:
    url = request.url.include_query_params(cursor=cursor)
    return f"{url.path}?{url.query}"


def _shown(page: Page, following: str | None, form: Form) -> Response:
    headers = dict(PRIVATE)
    if form is Form.JSON:
        return json_response({"items": page.rows, "next": following}, headers=headers)
    if following is not None:
        headers["Link"] = f'<{following}>; rel="next"'
    headers["Content-Disposition"] = f'attachment; filename="submissions.{form}"'
    rows = [_flat(row) for row in page.rows]
    body = as_csv(COLUMNS, rows) if form is Form.CSV else as_xlsx(COLUMNS, rows, "submissions")
    return Response(body, media_type=MEDIA_TYPE[form], headers=headers)


def _flat(row: Mapping[str, Any]) -> dict[str, Cell]:
    """Say a refusal in one cell: its type, its sentence, and the field if it has one."""
    if "reason" not in row:
        return dict(row)
    reason = row["reason"]
    field = f" ({reason['field']})" if "field" in reason else ""
    return {**row, "reason": f"{reason['type']}: {reason['detail']}{field}"}
