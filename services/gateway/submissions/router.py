"""`POST /v1/events`: the one way to write."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.gateway.identity.callers import caller
from services.gateway.submissions import reception
from services.gateway.submissions.described import SUBMISSION
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.receipt import Decided
from shared.http import PROBLEM_JSON, json_response

router = APIRouter(prefix="/v1")

STATUS = {"accepted": 201, "duplicate": 200}


@router.post(
    "/events",
    summary="Submit facts as CloudEvents 1.0: one, a batch, or one in binary mode",
    openapi_extra=SUBMISSION,
)
async def submit(request: Request) -> Response:
    """Decide each fact by itself: accepted, said before, or refused with the rule that stands in the way."""
    who = await caller(request)
    form = reception.media_type(request)
    content = await reception.body(request)
    intake: Intake = request.app.state.intake
    if form == reception.MANY:
        receipt = await intake.submit(reception.many(content), who)
        return json_response(receipt.rows, headers={"Batch": str(receipt.batch)})
    raw = reception.one(content) if form == reception.ONE else reception.binary(request, content)
    receipt = await intake.submit([raw], who)
    return _alone(receipt.decided[0], {"Batch": str(receipt.batch)})


def _alone(decided: Decided, headers: dict[str, str]) -> Response:
    answer: dict[str, Any] = decided.answer
    if answer["status"] in STATUS:
        return json_response(decided.row, STATUS[answer["status"]], headers=headers)
    problem = answer["reason"] | {"status": answer["problem_status"], "id": answer["id"], "source": answer["source"]}
    return json_response(problem, answer["problem_status"], media_type=PROBLEM_JSON, headers=headers)
