"""`/oauth/token`: a token for a client that has shown who it is; for the gateway, who a person is."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from services.gateway.identity.forms import fields
from services.gateway.identity.issuing.assertions import BadAssertion
from services.gateway.identity.issuing.authentication import NotThisClient, TwoProofs, authenticated, proof_of
from services.gateway.identity.issuing.people import NoGrant
from shared.http import Problem, json_response

NO_STORE = {"Cache-Control": "no-store"}


class Refused(Exception):
    """A request for a token that is not answered with one, as RFC 6749 says it."""

    def __init__(self, status: int, error: str, description: str) -> None:
        self.status, self.error, self.description = status, error, description
        super().__init__(description)

    def response(self) -> Response:
        """Return the answer."""
        headers = NO_STORE | ({"WWW-Authenticate": "Basic"} if self.status == 401 else {})  # noqa: PLR2004
        return json_response({"error": self.error, "error_description": self.description}, self.status, headers=headers)


async def token(request: Request) -> Response:
    """Answer a request for a token."""
    try:
        form = await _form(request)
        match form.get("grant_type"):
            case "client_credentials":
                answer = await _for_client(request, form)
            case "authorization_code":
                answer = _for_gateway(request, form)
            case _:
                raise Refused(400, "unsupported_grant_type", "`client_credentials` is what is granted here.")
    except Refused as refused:
        return refused.response()
    return json_response(answer, headers=NO_STORE)


async def _form(request: Request) -> dict[str, str]:
    try:
        return await fields(request)
    except Problem as problem:
        raise Refused(problem.status, "invalid_request", problem.detail) from None


async def _for_client(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    state = request.app.state
    try:
        proof = proof_of(request.headers.get("authorization", ""), form)
        client = await authenticated(state.pool, proof, f"{state.issuer}/oauth/token")
    except TwoProofs:
        raise Refused(400, "invalid_request", str(TwoProofs.__doc__)) from None
    except (NotThisClient, BadAssertion) as error:
        raise Refused(401, "invalid_client", f"The client has not shown who it is: {error}.") from None
    wanted = form.get("scope", "").split()
    answer: dict[str, Any] = state.mint.access(client, [role for role in client.roles if not wanted or role in wanted])
    return answer


def _for_gateway(request: Request, form: Mapping[str, str]) -> dict[str, Any]:
    state = request.app.state
    try:
        proof = proof_of(request.headers.get("authorization", ""), form)
    except (TwoProofs, NotThisClient, BadAssertion):
        raise Refused(401, "invalid_client", "The gateway has not shown who it is.") from None
    if not state.relying_party.is_proven(proof.client_id, proof.secret):
        raise Refused(401, "invalid_client", "The gateway has not shown who it is.")
    try:
        person, nonce = state.codes.take(form)
    except NoGrant:
        raise Refused(400, "invalid_grant", "The code is not known, has ended, or was brought by another.") from None
    answer: dict[str, Any] = state.mint.signed_in(person, state.relying_party.client_id, nonce)
    return answer
