"""The OpenID provider that people sign in at, by the code flow with PKCE."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from fastapi import Request
from joserfc.errors import JoseError

from services.gateway.identity.tokens import ALGORITHMS, LEEWAY_SECONDS
from services.gateway.identity.trusted import BadClaims, Provider
from shared.identity import Caller
from shared.telemetry import log

DISCOVERY_SECONDS = 3600.0
SECONDS = 10.0


class ProviderAway(Exception):
    """The provider cannot be asked, or does not say what it has to."""


class NotSignedIn(Exception):
    """The provider has not said who it is, or not so that it can be believed; the message says why."""


@dataclass(frozen=True)
class SignedIn:
    """Somebody whom the provider has made sure of."""

    caller: Caller
    name: str
    id_token: str


@dataclass
class SignIn:
    """The way to the provider and back. What has to be the same on return is put into `held`."""

    provider: Provider
    _app: StarletteOAuth2App | None = None

    @property
    def origin(self) -> str:
        """Where the provider's pages are."""
        parts = urlsplit(self.provider.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    async def leave(self, redirect_uri: str) -> tuple[str, dict[str, Any]]:
        """Return where to send the browser, and what to hold until it comes back."""
        app = await self._discovered()
        asked = await app.create_authorization_url(redirect_uri)
        return asked["url"], {**asked, "redirect_uri": redirect_uri}

    async def come_back(self, request: Request, held: Mapping[str, Any]) -> SignedIn:
        """Hold what the browser brings against what was held, ask the provider who it is, and believe nothing else."""
        app = await self._discovered()
        # The library looks for what was held where Starlette would keep a session.
        request.scope["session"] = {f"_state_{app.name}_{held['state']}": {"data": held, "exp": time.time() + SECONDS}}
        if request.query_params.get("iss", self.provider.issuer) != self.provider.issuer:
            raise NotSignedIn("another provider has answered")
        try:
            answer = await app.authorize_access_token(request, leeway=LEEWAY_SECONDS)
            claims = await self._claims(app, answer)
            return SignedIn(self.provider.caller(claims), _name(claims), answer["id_token"])
        except OAuthError as error:
            log.warning("identity.provider_refused", error=error.error, description=error.description)
            raise NotSignedIn("the provider has not made sure of you") from error
        except (JoseError, BadClaims, ValueError, KeyError, TypeError) as error:
            raise NotSignedIn(str(error)) from error
        except httpx2.HTTPError as error:
            raise ProviderAway from error

    async def sign_out(self, id_token: str, return_to: str) -> str | None:
        """Return where the browser ends its session at the provider too, if it offers that."""
        app = await self._discovered()
        if not app.server_metadata.get("end_session_endpoint"):
            return None
        asked = await app.create_logout_url(return_to, id_token, client_id=self.provider.client_id)
        return str(asked["url"])

    async def _claims(self, app: StarletteOAuth2App, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the ID token says, and what the provider adds about the same person."""
        claims = answer.get("userinfo")
        if not claims:
            raise NotSignedIn("the provider has sent no ID token")
        if not app.server_metadata.get("userinfo_endpoint"):
            return dict(claims)
        said = dict(await app.userinfo(token=answer))
        if said.get("sub") != claims["sub"]:
            raise NotSignedIn("the provider has told of somebody else")
        return {**said, **claims}

    async def _discovered(self) -> StarletteOAuth2App:
        """Return the provider as it describes itself, asked for anew every hour, and never taken for another."""
        if self._app is not None and time.time() - self._app.server_metadata["_loaded_at"] < DISCOVERY_SECONDS:
            return self._app
        app = OAuth().register(
            "provider",
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret.get_secret_value(),
            server_metadata_url=self.provider.discovery,
            client_kwargs={"scope": self.provider.scope, "code_challenge_method": "S256", "timeout": SECONDS},
        )
        try:
            said = await app.load_server_metadata()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderAway from error
        if said.get("issuer") != self.provider.issuer:
            raise ProviderAway
        # What the provider offers is not what is good: among it may be a shared secret, or no signature at all.
        offered = said.get("id_token_signing_alg_values_supported", [])
        said["id_token_signing_alg_values_supported"] = [alg for alg in ALGORITHMS if alg in offered] or ["RS256"]
        self._app = app
        return app


def _name(claims: Mapping[str, Any]) -> str:
    return str(claims.get("name") or claims.get("preferred_username") or claims.get("email") or claims["sub"])
