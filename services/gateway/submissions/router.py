"""`POST /v1/events`: the one way to write."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.gateway.identity.callers import caller
from services.gateway.submissions import reception
from services.gateway.submissions.described import SUBMISSION
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
    routing = request.app.state.routing
    if form == reception.MANY:
        answers = await routing.submit(reception.many(content), who)
        return json_response([_row(answer) for answer in answers])
    raw = reception.one(content) if form == reception.ONE else reception.binary(request, content)
    [answer] = await routing.submit([raw], who)
    return _alone(answer)


def _row(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "problem_status"}


def _alone(answer: dict[str, Any]) -> Response:
    if answer["status"] in STATUS:
        return json_response(_row(answer), STATUS[answer["status"]])
    problem = answer["reason"] | {"status": answer["problem_status"], "id": answer["id"], "source": answer["source"]}
    return json_response(problem, answer["problem_status"], media_type=PROBLEM_JSON)
