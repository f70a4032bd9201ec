"""`private_key_jwt` (RFC 7523, as the NHS API platform asks for it): a client signs who it is with a key of its own."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet, RSAKey
from joserfc.jws import extract_compact

from services.gateway.identity.tokens import ALGORITHMS, LEEWAY_SECONDS

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_SECONDS = 300
MOST_CHARACTERS = 8192
MOST_KEYS = 10
SMALLEST_RSA = 2048
KINDS = frozenset({"", "jwt", "client-authentication+jwt"})
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class BadAssertion(Exception):
    """The assertion does not show who the client is; the message says why."""


class BadKeys(Exception):
    """These cannot be a client's keys; the message says why."""


@dataclass(frozen=True)
class Assertion:
    """What is left to look at once the signature is right: whether it was used before."""

    jti: str
    until: float


def issuer_of(assertion: str) -> str:
    """Return which client an assertion says it is of, which is not to be believed yet."""
    try:
        if len(assertion) > MOST_CHARACTERS:
            raise BadAssertion("it is too long")
        claims = msgspec.json.decode(extract_compact(assertion.encode()).payload, type=dict[str, Any])
        return str(claims["iss"])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadAssertion("it is no JWT that names its issuer") from error


def verified(assertion: str, client_id: str, keys: Mapping[str, Any], audience: str) -> Assertion:
    """Return what one of the client's keys has signed for this audience, for the next five minutes at most."""
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": client_id},
        sub={"essential": True, "value": client_id},
        exp={"essential": True},
        jti={"essential": True},
    )
    try:
        decoded = jwt.decode(assertion, KeySet.import_key_set(dict(keys)), algorithms=ALGORITHMS)  # type: ignore[arg-type]  # checked when it was registered
        rules.validate(decoded.claims)
    except (JoseError, ValueError, TypeError) as error:
        raise BadAssertion(str(error)) from error
    _check(decoded.header, decoded.claims, audience)
    return Assertion(decoded.claims["jti"], float(decoded.claims["exp"]))


def _check(header: Mapping[str, Any], claims: Mapping[str, Any], audience: str) -> None:
    if not header.get("kid"):
        raise BadAssertion("its header names no key (`kid`)")
    if str(header.get("typ", "")).lower() not in KINDS:
        raise BadAssertion("it is another kind of statement (`typ`)")
    if claims.get("aud") not in (audience, [audience]):
        raise BadAssertion(f"its `aud` is not {audience} alone")
    # Written so that what is no number is refused with what is too large.
    if not claims["exp"] <= time.time() + LONGEST_SECONDS + LEEWAY_SECONDS:
        raise BadAssertion("it is good for longer than five minutes (`exp`)")
    if not isinstance(claims["jti"], str) or not 0 < len(claims["jti"]) <= 200:  # noqa: PLR2004
        raise BadAssertion("its `jti` is no text of 1 to 200 characters")


def public_keys(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the set of keys that a client may be given, in which each has a name of its own and no secret part."""
    entries = said.get("keys")
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_KEYS:
        raise BadKeys(f"a key set (RFC 7517) has 1 to {MOST_KEYS} `keys`")
    kept = [_public_key(entry) for entry in entries]
    if len({entry["kid"] for entry in kept}) < len(kept):
        raise BadKeys("each key has a `kid` of its own")
    return {"keys": kept}


def _public_key(entry: object) -> dict[str, Any]:
    if not isinstance(entry, dict) or entry.get("kty") not in {"EC", "RSA"}:
        raise BadKeys("a key is of the kind `EC` or `RSA`")
    if _PRIVATE & entry.keys():
        raise BadKeys("a private key was sent; make another pair, and send the public one alone")
    kid = entry.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= 200:  # noqa: PLR2004
        raise BadKeys("each key has a `kid`, a text of 1 to 200 characters")
    try:
        key = JWKRegistry.import_key(entry)
        kept = dict(key.as_dict(private=False))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadKeys(f"the key {kid} cannot be read") from error
    if isinstance(key, RSAKey) and key.public_key.key_size < SMALLEST_RSA:
        raise BadKeys(f"the key {kid} is shorter than {SMALLEST_RSA} bits")
    return {"kid": kid, **{name: kept[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in kept}}
