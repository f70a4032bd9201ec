"""What the local issuer signs: access tokens for clients, and for the gateway who a person is."""

import json
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from services.gateway.identity.clients import Client

AUDIENCE = "golden-thread"
ALGORITHM = "ES256"
SETTLED_SECONDS = 3600
REGISTERED_SECONDS = 600
"""Short, since a token outlives the revoking of its client."""
ID_TOKEN_SECONDS = 300


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in locally."""

    email: str
    name: str
    organisation: str | None
    roles: Sequence[str]
    scope: str | None


@dataclass(frozen=True)
class Mint:
    """Signs with the one key of this issuer."""

    issuer: str
    key: ECKey

    def keys(self) -> dict[str, Any]:
        """Return the key set that whoever verifies needs."""
        return {"keys": [self.key.as_dict(private=False)]}

    def access(self, client: Client, roles: Sequence[str]) -> dict[str, Any]:
        """Return the answer to a client that has shown who it is."""
        lasts = SETTLED_SECONDS if client.settled else REGISTERED_SECONDS
        claims = {
            "sub": client.client_id,
            "client_id": client.client_id,
            "aud": AUDIENCE,
            "organisation": client.organisation,
            "roles": list(roles),
            "scope": client.scope or "",
            "jti": secrets.token_hex(16),
        }
        token = self._signed("at+jwt", claims, lasts)
        return {"access_token": token, "token_type": "Bearer", "expires_in": lasts, "scope": " ".join(roles)}

    def signed_in(self, person: Person, relying_party: str, nonce: str) -> dict[str, Any]:
        """Return the answer to the gateway, which has brought back a code: who has signed in."""
        claims = {
            "sub": person.email,
            "email": person.email,
            "name": person.name,
            "aud": relying_party,
            "nonce": nonce,
            "organisation": person.organisation,
            "roles": list(person.roles),
            "scope": person.scope or "",
        }
        # The access token of this flow opens nothing: it is for the issuer itself, which asks for none.
        access = self._signed("at+jwt", {"sub": person.email, "aud": self.issuer}, ID_TOKEN_SECONDS)
        return {
            "id_token": self._signed("JWT", claims, ID_TOKEN_SECONDS),
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": ID_TOKEN_SECONDS,
        }

    def _signed(self, kind: str, claims: Mapping[str, Any], lasts: int) -> str:
        now = int(time.time())
        header = {"alg": ALGORITHM, "kid": self.key.kid, "typ": kind}
        return jwt.encode(header, {"iss": self.issuer, "iat": now, "exp": now + lasts, **claims}, self.key)


def settled_key(file: Path) -> ECKey:
    """Return the signing key, made on the first start and readable by its owner alone."""
    if file.exists():
        return ECKey.import_key(json.loads(file.read_text()))
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(key.as_dict(private=True), opened)
    return key
