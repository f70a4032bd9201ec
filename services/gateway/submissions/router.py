"""`POST /v1/events`: the one way to write."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from services.gateway.identity.callers import caller
from services.gateway.submissions import reception
from services.gateway.submissions.described import SUBMISSION
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.receipt import Decided
from shared.http import PROBLEM_JSON, json_response

router = APIRouter(prefix="/v1")

STATUS = {"accepted": 201, "duplicate": 200}
FORESEEN = {"accepted": 200, "duplicate": 200}


@router.post(
    "/events",
    summary="Submit facts as CloudEvents 1.0: one, a batch, or one in binary mode",
    openapi_extra=SUBMISSION,
)
async def submit(request: Request, validate: bool = False) -> Response:
    """Decide each fact by itself: accepted, said before, or refused with the rule that stands in the way.

    With `validate=true` the answers are what they would be, and nothing is written.
    """
    who = await caller(request)
    form = reception.media_type(request)
    content = await reception.body(request)
    intake: Intake = request.app.state.intake
    raws = _raws(request, form, content)
    request.app.state.limits.take(who, len(raws) or 1)
    if validate:
        return _answer(form, await intake.routing.foresee(raws, who), FORESEEN, {})
    receipt = await intake.submit(raws, who)
    return _answer(form, receipt.decided, STATUS, {"Batch": str(receipt.batch)})


def _raws(request: Request, form: str, content: bytes) -> list[bytes]:
    if form == reception.MANY:
        return reception.many(content)
    return [reception.one(content) if form == reception.ONE else reception.binary(request, content)]


def _answer(form: str, decided: Sequence[Decided], status: Mapping[str, int], headers: Mapping[str, str]) -> Response:
    if form == reception.MANY:
        return json_response([one.row for one in decided], headers=headers)
    [one] = decided
    answer = one.answer
    if answer["status"] in status:
        return json_response(one.row, status[answer["status"]], headers=headers)
    problem = answer["reason"] | {"status": answer["problem_status"], "id": answer["id"], "source": answer["source"]}
    return json_response(problem, answer["problem_status"], media_type=PROBLEM_JSON, headers=headers)
