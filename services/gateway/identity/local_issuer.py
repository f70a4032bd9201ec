"""A small issuer for one machine: tokens for clients, and sign-in for local people. It serves loopback only."""

import ipaddress
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings

from services.gateway.identity import clients
from services.gateway.identity.issuing import sign_in_page, token_endpoint
from services.gateway.identity.issuing.minting import ALGORITHM, Mint, settled_key
from services.gateway.identity.issuing.people import Codes, RelyingParty
from services.gateway.identity.tokens import ALGORITHMS
from services.gateway.policy import ROLES
from shared import postgres
from shared.http import application, json_response, observable, serve
from shared.settings import QUIET
from shared.telemetry import configure_telemetry


class Settings(BaseSettings):
    """Where the issuer listens and keeps what it knows."""

    model_config = QUIET

    host: str = "127.0.0.1"
    port: int
    log_level: str = "info"
    database_url_gateway: PostgresDsn
    issuer_clients_file: Path
    issuer_key_file: Path
    issuer_url: str | None = None
    """What it calls itself, where it is reached under another address than it listens at."""
    issuer_is_published_on_loopback: bool = False
    """It runs in a container of which only this machine's loopback reaches the port."""


class NotLoopback(Exception):
    """The local issuer was asked to listen where others could reach it."""


def require_loopback(host: str) -> None:
    """Refuse any address that another machine could reach."""
    if not _is_loopback(host):
        raise NotLoopback(f"The local issuer serves loopback only, not {host}; configure a real issuer instead.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def create_app(settings: Settings) -> FastAPI:
    """Wire the issuer."""
    if not settings.issuer_is_published_on_loopback:
        require_loopback(settings.host)
    listed = json.loads(settings.issuer_clients_file.read_text())
    issuer = settings.issuer_url or f"http://{settings.host}:{settings.port}"

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with await postgres.pool(str(settings.database_url_gateway)) as app.state.pool:
            await clients.settle(app.state.pool, listed["clients"])
            yield

    app = application("Golden Thread: local issuer", lifespan=lifespan)
    app.state.issuer, app.state.mint = issuer, Mint(issuer, settled_key(settings.issuer_key_file))
    app.state.people, app.state.codes = listed["people"], Codes()
    app.state.relying_party = RelyingParty(**listed["relying_party"])
    app.add_api_route("/.well-known/openid-configuration", _discovery, methods=["GET"])
    app.add_api_route("/.well-known/jwks.json", _keys, methods=["GET"])
    app.add_api_route("/oauth/token", token_endpoint.token, methods=["POST"])
    sign_in_page.add_to(app)

    async def database() -> str | None:
        await app.state.pool.fetchval("SELECT 1")
        return None

    observable(app, {"database": database})
    return app


async def _discovery(request: Request) -> Response:
    # Browsers come to where the issuer says it is; whoever asks this is answered where they have found it.
    issuer, here = request.app.state.issuer, str(request.base_url).rstrip("/")
    return json_response(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth/authorize",
            "token_endpoint": f"{here}/oauth/token",
            "end_session_endpoint": f"{issuer}/oauth/sign-out",
            "jwks_uri": f"{here}/.well-known/jwks.json",
            "grant_types_supported": ["client_credentials", "authorization_code"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", *sorted(ROLES)],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
            "authorization_response_iss_parameter_supported": True,
        }
    )


async def _keys(request: Request) -> Response:
    return json_response(request.app.state.mint.keys())


def main() -> None:
    """Serve until stopped."""
    settings = Settings()
    configure_telemetry("issuer", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
