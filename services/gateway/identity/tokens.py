"""Verify access tokens: JWTs, signed by a configured issuer with an algorithm that is allowed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from services.gateway.identity.keys import IssuerKeys
from services.gateway.identity.known import Identity, Means
from services.gateway.identity.trusted import BadClaims, Issuer

ALGORITHMS = ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
"""Asymmetric ones only: who verifies a token must not be able to make one."""
KINDS = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
"""What a token may say that it is; an issuer signs other things with the same keys."""
LEEWAY_SECONDS = 5
MOST_CHARACTERS = 16_384
MOST_REMEMBERED = 10_000


class BadToken(Exception):
    """The token is not one that can be trusted; the message says why."""


@dataclass(frozen=True)
class _Verified:
    """What a token was found to say, for as long as it lasts and its issuer has the same keys."""

    until: float
    issuer: str
    kid: object
    keys: KeySet
    identity: Identity


@dataclass
class Tokens:
    """Verifies tokens, remembering each verified one until it expires."""

    issuers: Sequence[Issuer]
    client: aiohttp.ClientSession
    _keys: dict[str, IssuerKeys] = field(init=False)
    _verified: dict[str, _Verified] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys = {one.issuer: IssuerKeys(str(one.jwks_url), self.client) for one in self.issuers}

    async def identity(self, token: str) -> Identity:
        """Return whom a token speaks for, or raise `BadToken`."""
        known = self._verified.get(token)
        if known is not None and await self._still_holds(known):
            return known.identity
        if len(token) > MOST_CHARACTERS:
            raise BadToken("too long")
        header, said = _unverified(token)
        issuer = next((one for one in self.issuers if one.issuer == said.get("iss")), None)
        if issuer is None:
            raise BadToken("its issuer is not trusted here")
        kid = header.get("kid")
        keys = await self._keys[issuer.issuer].holding(kid)
        claims = verified(token, keys, issuer)
        identity = _identity(issuer, claims)
        if len(self._verified) >= MOST_REMEMBERED:
            self._verified.clear()
        self._verified[token] = _Verified(float(str(claims["exp"])), issuer.issuer, kid, keys, identity)
        return identity

    async def _still_holds(self, known: _Verified) -> bool:
        return known.until > time.time() and await self._keys[known.issuer].holding(known.kid) is known.keys


def verified(token: str, keys: KeySet, issuer: Issuer) -> dict[str, object]:
    """Return the claims of a token that one of the keys has signed and that is valid now, or raise `BadToken`."""
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer.issuer},
        aud={"essential": True, "value": issuer.audience},
        exp={"essential": True},
    )
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        rules.validate(decoded.claims)
    except (JoseError, ValueError, TypeError) as error:
        raise BadToken(str(error)) from error
    if str(decoded.header.get("typ", "")).lower() not in KINDS:
        raise BadToken("not an access token")
    return decoded.claims


def _identity(issuer: Issuer, claims: dict[str, object]) -> Identity:
    try:
        caller = issuer.caller(claims)
    except BadClaims as error:
        raise BadToken(str(error)) from error
    return Identity(caller=caller, means=Means.TOKEN)


def _unverified(token: str) -> tuple[dict[str, object], dict[str, object]]:
    """Return what a token says of itself, only to find out whose keys it has to be held against."""
    try:
        parsed = extract_compact(token.encode())
        header: dict[str, object] = parsed.headers()
        return header, msgspec.json.decode(parsed.payload, type=dict[str, object])
    except (JoseError, ValueError, AttributeError) as error:
        raise BadToken("not a JWT") from error
