"""Local people sign in: OpenID Connect's code flow with PKCE, for one relying party, the gateway of this machine."""

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from services.gateway.identity.issuing.minting import Person

CODE_SECONDS = 60.0
MOST_CODES = 1000
ASKED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


class NotAsked(Exception):
    """What was asked for cannot be answered by a redirect; the message says why."""


class NoGrant(Exception):
    """The code does not open anything."""


@dataclass(frozen=True)
class RelyingParty:
    """The gateway, as it was made known to the issuer."""

    client_id: str
    secret_sha256: str
    redirect_uris: Sequence[str]
    signed_out_uris: Sequence[str]

    def is_proven(self, client_id: str, secret: str) -> bool:
        """Return whether this is the gateway."""
        digest = sha256(secret.encode()).hexdigest()
        return hmac.compare_digest(client_id.encode(), self.client_id.encode()) and hmac.compare_digest(
            digest, self.secret_sha256
        )

    def check(self, asked: Mapping[str, str]) -> None:
        """Refuse what is not a code flow with PKCE back to an address of the gateway."""
        if asked.get("client_id") != self.client_id or asked.get("redirect_uri") not in self.redirect_uris:
            raise NotAsked("The application that sent you here is not known, or not by this address.")
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            raise NotAsked("Only OpenID Connect's code flow is answered here.")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise NotAsked("PKCE with S256 is needed.")


@dataclass(frozen=True)
class _Grant:
    person: Person
    redirect_uri: str
    challenge: str
    nonce: str
    until: float


@dataclass
class Codes:
    """Codes on their way: each is good once, for a minute, for whoever knows the verifier."""

    _grants: dict[str, _Grant] = field(default_factory=dict)

    def give(self, person: Person, asked: Mapping[str, str], issuer: str) -> str:
        """Return where to send the browser, with a code for the gateway."""
        self._forget()
        code = secrets.token_urlsafe(32)
        until = time.monotonic() + CODE_SECONDS
        nonce = asked.get("nonce", "")
        self._grants[code] = _Grant(person, asked["redirect_uri"], asked["code_challenge"], nonce, until)
        answer = {"code": code, "state": asked.get("state", ""), "iss": issuer}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def take(self, form: Mapping[str, str]) -> tuple[Person, str]:
        """Return who signed in, and the nonce of their signing in; a code that was tried is gone."""
        grant = self._grants.pop(form.get("code", ""), None)
        if grant is None or grant.until < time.monotonic() or form.get("redirect_uri") != grant.redirect_uri:
            raise NoGrant
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not hmac.compare_digest(challenge.encode(), grant.challenge.encode()):
            raise NoGrant
        return grant.person, grant.nonce

    def _forget(self) -> None:
        now = time.monotonic()
        self._grants = {code: one for code, one in self._grants.items() if one.until > now}
        while len(self._grants) >= MOST_CODES:
            self._grants.pop(next(iter(self._grants)))


def proven(people: Sequence[Mapping[str, Any]], email: str, password: str) -> Person | None:
    """Return the person whose password this is."""
    digest = sha256(password.encode()).hexdigest()
    for one in people:
        if one["email"] == email and hmac.compare_digest(one["password_sha256"], digest):
            return Person(email, one["name"], one["organisation"], one["roles"], one["scope"])
    return None
