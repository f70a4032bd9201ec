"""Who a client is, by its secret or by an assertion: one of the two, and the one that it was registered with."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from services.gateway.identity import clients
from services.gateway.identity.clients import Client
from services.gateway.identity.issuing import assertions
from services.gateway.identity.issuing.assertions import BadAssertion
from shared.postgres import Pool


class NotThisClient(Exception):
    """The client has not shown who it is; the message says what is known to be wrong."""


class TwoProofs(Exception):
    """A request shows who its client is in one way, not in two."""


@dataclass(frozen=True)
class Proof:
    """What a request brings to show who its client is."""

    client_id: str
    secret: str = ""
    assertion: str = ""


def proof_of(authorization: str, form: Mapping[str, str]) -> Proof:
    """Return it from HTTP Basic, from the form (RFC 6749, section 2.3.1), or from an assertion (RFC 7523)."""
    ways = [bool(authorization), "client_secret" in form, "client_assertion" in form]
    if sum(ways) > 1:
        raise TwoProofs
    if authorization:
        return _basic(authorization)
    if "client_assertion" not in form:
        return Proof(form.get("client_id", ""), form.get("client_secret", ""))
    assertion = form["client_assertion"]
    if form.get("client_assertion_type") != assertions.TYPE:
        raise NotThisClient(f"`client_assertion_type` is {assertions.TYPE}")
    named = assertions.issuer_of(assertion)
    if form.get("client_id", named) != named:
        raise NotThisClient("`client_id` is not the assertion's issuer")
    return Proof(named, assertion=assertion)


async def authenticated(pool: Pool, proof: Proof, audience: str) -> Client:
    """Return the client that the proof is good for, or raise `NotThisClient`."""
    client = await clients.find(pool, proof.client_id)
    if client is None:
        raise NotThisClient("it is not known, or its proof is not right")
    if proof.assertion:
        await _signed(pool, client, proof.assertion, audience)
    elif client.keys is not None or not await clients.has_secret(pool, client.client_id, proof.secret):
        raise NotThisClient("it is not known, or its proof is not right")
    await clients.used(pool, client.client_id)
    return client


async def _signed(pool: Pool, client: Client, assertion: str, audience: str) -> None:
    if client.keys is None:
        raise NotThisClient("it is not known, or its proof is not right")
    try:
        found = assertions.verified(assertion, client.client_id, client.keys, audience)
    except BadAssertion as error:
        raise NotThisClient(f"the assertion does not hold: {error}") from error
    if not await clients.spend(pool, client.client_id, found.jti, found.until):
        raise NotThisClient("the assertion was used before (`jti`)")


def _basic(authorization: str) -> Proof:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise NotThisClient("a client shows who it is by `Basic`, or in the form")
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise NotThisClient("`Basic` is followed by Base64") from error
    return Proof(unquote_plus(name), unquote_plus(secret))
