"""Verify access tokens: JWTs, signed by a configured issuer with an algorithm that is allowed."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from services.gateway.settings import Issuer
from shared.http import Problem
from shared.identity import Caller

ALGORITHMS = ["ES256", "RS256", "RS512", "PS256"]
REFRESH_SECONDS = 10.0
"""How soon, at the earliest, an issuer's keys are asked for again when a token names an unknown one."""
LEEWAY_SECONDS = 5
MOST_REMEMBERED = 10_000


class BadToken(Exception):
    """The token is not one that can be trusted; the message says why."""


@dataclass(frozen=True)
class _Keys:
    """An issuer's keys, or the question for them that is on its way: whoever comes meanwhile waits for it too."""

    fetched: asyncio.Future[KeySet]
    asked_at: float

    def may_hold(self, kid: object) -> bool:
        return not self.fetched.done() or any(key.kid == kid for key in self.fetched.result().keys)


@dataclass
class Tokens:
    """Verifies tokens, remembering each verified one until it expires."""

    issuers: Sequence[Issuer]
    client: aiohttp.ClientSession
    _keys: dict[str, _Keys] = field(default_factory=dict)
    _verified: dict[str, tuple[float, Caller]] = field(default_factory=dict)

    async def caller(self, token: str) -> Caller:
        """Return whom a token speaks for, or raise `BadToken`."""
        known = self._verified.get(token)
        if known is not None and known[0] > time.time():
            return known[1]
        claims = await self._claims(token)
        caller = Caller(
            organisation=_text(claims, "organisation"),
            client=_text(claims, "sub"),
            roles=frozenset(_roles(claims)),
            scope="system" if "system" in str(claims.get("scope", "")).split() else None,
        )
        if len(self._verified) >= MOST_REMEMBERED:
            self._verified.clear()
        self._verified[token] = (float(str(claims["exp"])), caller)
        return caller

    async def _claims(self, token: str) -> dict[str, object]:
        try:
            parsed = extract_compact(token.encode())
            unverified = json.loads(parsed.payload)
            header = parsed.headers()
            issuer = next((one for one in self.issuers if one.issuer == unverified.get("iss")), None)
        except (JoseError, ValueError, AttributeError) as error:
            raise BadToken("not a JWT") from error
        if issuer is None:
            raise BadToken("its issuer is not trusted here")
        keys = await self._keys_of(issuer, header.get("kid"))
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": issuer.issuer},
                aud={"essential": True, "value": issuer.audience},
                exp={"essential": True},
            ).validate(decoded.claims)
        except (JoseError, ValueError) as error:
            raise BadToken(str(error)) from error
        return decoded.claims

    async def _keys_of(self, issuer: Issuer, kid: object) -> KeySet:
        known, now = self._keys.get(issuer.issuer), time.monotonic()
        if known is None or (not known.may_hold(kid) and now - known.asked_at > REFRESH_SECONDS):
            known = self._keys[issuer.issuer] = _Keys(asyncio.ensure_future(self._fetch(issuer, known)), now)
        return await asyncio.shield(known.fetched)

    async def _fetch(self, issuer: Issuer, before: _Keys | None) -> KeySet:
        try:
            async with self.client.get(str(issuer.jwks_url)) as response:
                return KeySet.import_key_set(await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, ValueError, JoseError):
            # What was known goes on being known; only who needs the new key has to come again.
            if before is None:
                self._keys.pop(issuer.issuer, None)
            else:
                self._keys[issuer.issuer] = before
            raise Problem(
                503, "IssuerUnavailable", "The issuer of this token cannot be reached.", headers={"Retry-After": "1"}
            ) from None


def _text(claims: dict[str, object], name: str) -> str | None:
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise BadToken(f"its claim `{name}` is not a text")
    return value


def _roles(claims: dict[str, object]) -> list[str]:
    roles = claims.get("roles", [])
    if not isinstance(roles, list):
        raise BadToken("its claim `roles` is not a list")
    return [str(role) for role in roles]
