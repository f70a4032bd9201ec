"""Whom the gateway believes, and about what: issuers of access tokens, and the provider that people sign in at."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, HttpUrl, SecretStr

from services.gateway.policy import ROLES
from shared.identity import Caller

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
LONGEST = 300


class BadClaims(Exception):
    """What is said of somebody has not the form that was agreed; the message says what."""


class Trusted(BaseModel):
    """Somebody whose signed word about organisations and roles is taken."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    issuer: str
    organisation_claim: str = "organisation"
    roles_claim: str = "roles"
    organisations: Mapping[str, str] | None = None
    """Which code each value of the organisation's claim stands for, and no other value; any code without it."""
    speaks_for_system: bool = False
    """Whether its `scope: system` is believed: the reader of the whole system."""

    def caller(self, claims: Mapping[str, Any]) -> Caller:
        """Return who the claims say it is. Roles that mean nothing here are left out."""
        roles = claims.get(self.roles_claim, [])
        if not isinstance(roles, list):
            raise BadClaims(f"its claim `{self.roles_claim}` is not a list")
        in_system = self.speaks_for_system and "system" in str(claims.get("scope", "")).split()
        return Caller(
            organisation=self._organisation(claims.get(self.organisation_claim)),
            client=_text("sub", claims.get("sub")),
            roles=ROLES.intersection(str(role) for role in roles),
            scope="system" if in_system else None,
        )

    def _organisation(self, said: object) -> str | None:
        said = _text(self.organisation_claim, said)
        if said is None or self.organisations is None:
            return said
        if said not in self.organisations:
            raise BadClaims("its issuer does not speak for that organisation")
        return self.organisations[said]


def _text(name: str, said: object) -> str | None:
    """Return what names somebody, in a form that can be kept and shown."""
    if said is None:
        return None
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST or not said.isprintable():
        raise BadClaims(f"its claim `{name}` is not a text of 1 to {LONGEST} characters")
    return said


class Issuer(Trusted):
    """An issuer of access tokens."""

    jwks_url: HttpUrl
    audience: str


class Provider(Trusted):
    """An OpenID provider, where people sign in."""

    client_id: str
    client_secret: SecretStr
    scope: str = "openid profile email"
    discovery_url: HttpUrl | None = None
    """Where its discovery document is, if not at `<issuer>/.well-known/openid-configuration`."""

    @property
    def discovery(self) -> str:
        """Where its discovery document is."""
        return str(self.discovery_url or f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")


def is_private_way(url: HttpUrl) -> bool:
    """Return whether nobody on the way can read or change what is fetched from there."""
    return url.scheme == "https" or url.host in LOOPBACK
