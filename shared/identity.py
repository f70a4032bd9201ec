"""Who is calling, and the passport with which the gateway tells the services so."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OctKey

PASSPORT_SECONDS = 60
REUSED_SECONDS = 10
"""For so long the same caller has the same passport: signing one costs more than asking with it."""
REMEMBERED = 1_000
_ISSUER = "golden-thread-gateway"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """An organisation's client or person, as the gateway has verified it."""

    organisation: str | None = None
    """The code of the organisation; None for a visitor and for the system's reader."""
    client: str | None = None
    """Which of its clients or people this is, as the issuer names it. The services are not told."""
    roles: frozenset[str] = field(default_factory=frozenset)
    scope: str | None = None
    """`system` for the reader of the whole system."""


class NotAuthenticated(Exception):
    """The request carries no passport that this service can trust."""


def keys(key: str) -> list[str]:
    """Return the keys that a setting holds, a line each: one, or two while it is changed.

    The first signs, each is admitted: so the services can know the next key before the gateway signs with it.
    """
    return [line.strip() for line in key.splitlines() if line.strip()]


def passport(caller: Caller, key: str) -> str:
    """Return a token, valid for most of a minute at least, that tells a service who is calling."""
    return _signed(caller, keys(key)[0], int(time.time()) // REUSED_SECONDS)


@lru_cache(maxsize=REMEMBERED)
def _signed(caller: Caller, key: str, _: int) -> str:
    claims = {
        "iss": _ISSUER,
        "exp": int(time.time()) + PASSPORT_SECONDS,
        "organisation": caller.organisation,
        "roles": sorted(caller.roles),
        "scope": caller.scope,
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key))


def admitted(token: str, key: str) -> Caller:
    """Return the caller that a passport names, or raise `NotAuthenticated`."""
    try:
        claims = _verified(token, key)
        jwt.JWTClaimsRegistry(iss={"essential": True, "value": _ISSUER}, exp={"essential": True}).validate(claims)
    except (JoseError, ValueError) as error:
        raise NotAuthenticated from error
    return Caller(
        organisation=claims.get("organisation"),
        roles=frozenset(claims.get("roles", ())),
        scope=claims.get("scope"),
    )


@lru_cache(maxsize=REMEMBERED)
def _verified(token: str, key: str) -> dict[str, Any]:
    """Return what a passport says that was signed with the key; whether it is still valid is asked every time."""
    *others, last = keys(key)
    for one in others:
        with suppress(BadSignatureError):
            return jwt.decode(token, OctKey.import_key(one), algorithms=["HS256"]).claims
    return jwt.decode(token, OctKey.import_key(last), algorithms=["HS256"]).claims
