"""An issuer of tokens that is not ours, as the gateway meets it: its keys on HTTP, and what it signs."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

AUDIENCE = "golden-thread"


def new_key(kid: str, alg: str = "ES256") -> Key:
    """Return a signing key for an algorithm."""
    parameters = {"use": "sig", "kid": kid}
    match alg[:2]:
        case "ES":
            return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[alg], parameters)
        case "HS":
            return OctKey.generate_key(512, parameters)
        case _:
            return RSAKey.generate_key(2048, parameters)


@dataclass
class Elsewhere:
    """The issuer: which keys it publishes, how often it was asked, whether it answers at all."""

    published: list[Key] = field(default_factory=list)
    asked: int = 0
    status: int = 200
    body: bytes | None = None
    url: str = ""

    @property
    def jwks_url(self) -> str:
        """Where its keys are."""
        return f"{self.url}/keys"

    def signed(self, key: Key, alg: str = "ES256", header: dict[str, object] | None = None, **claims: object) -> str:
        """Return a token; a claim or header that is None is left out."""
        said = {
            "iss": self.url, "sub": "somebody", "aud": AUDIENCE, "exp": int(time.time()) + 600,
            "organisation": "RGP", "roles": ["reader"],
        } | claims  # fmt: skip
        head = {"alg": alg, "kid": key.kid} | (header or {})
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({name: value for name, value in head.items() if value is not None}, kept, key, [alg])

    async def keys(self, _: web.Request) -> web.Response:
        """Answer with the published keys."""
        self.asked += 1
        if self.body is not None:
            return web.Response(body=self.body, status=self.status)
        return web.json_response({"keys": [key.as_dict(private=False) for key in self.published]}, status=self.status)


@asynccontextmanager
async def elsewhere(*published: Key) -> AsyncIterator[Elsewhere]:
    """Serve an issuer that publishes these keys."""
    issuer = Elsewhere(list(published))
    app = web.Application()
    app.router.add_get("/keys", issuer.keys)
    async with TestServer(app) as server:
        issuer.url = str(server.make_url("")).rstrip("/")
        yield issuer
