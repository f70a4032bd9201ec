"""A small issuer of access tokens for one machine: OAuth 2.0 client credentials. It serves loopback only."""

import hashlib
import hmac
import ipaddress
import json
import os
import time
from base64 import b64decode
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from fastapi import FastAPI, Request, Response
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic_settings import BaseSettings

from shared.http import application, json_response, observable, serve
from shared.telemetry import configure_logs

TOKEN_SECONDS = 3600
AUDIENCE = "golden-thread"
NO_STORE = {"Cache-Control": "no-store"}


class Settings(BaseSettings):
    """Where the issuer listens and keeps what it knows."""

    host: str = "127.0.0.1"
    port: int
    log_level: str = "info"
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
    issuer = settings.issuer_url or f"http://{settings.host}:{settings.port}"
    key = _key(settings.issuer_key_file)
    app = application("Golden Thread: local issuer")

    @app.get("/.well-known/jwks.json")
    async def jwks() -> Response:
        return json_response({"keys": [key.as_dict(private=False)]})

    @app.post("/oauth/token")
    async def token(request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
        if form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400, headers=NO_STORE)
        client = _authenticated(settings.issuer_clients_file, *_credentials(request, form))
        if client is None:
            headers = NO_STORE | {"WWW-Authenticate": "Basic"}
            return json_response({"error": "invalid_client"}, 401, headers=headers)
        wanted = form.get("scope", "").split()
        roles = [role for role in client["roles"] if not wanted or role in wanted]
        return json_response(_answer(key, issuer, client, roles), headers=NO_STORE)

    observable(app, {})
    return app


def _answer(key: ECKey, issuer: str, client: dict[str, Any], roles: list[str]) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "iss": issuer,
        "sub": client["client_id"],
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "organisation": client["organisation"],
        "roles": roles,
        "scope": client.get("scope") or "",
    }
    access = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
    return {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": " ".join(roles)}


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Return the client's id and secret, from HTTP Basic or from the form (RFC 6749, section 2.3.1)."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return unquote_plus(name), unquote_plus(secret)


def _authenticated(file: Path, name: str, secret: str) -> dict[str, Any] | None:
    digest = hashlib.sha256(secret.encode()).hexdigest()
    for client in json.loads(file.read_text())["clients"]:
        if client["client_id"] == name and hmac.compare_digest(client["secret_sha256"], digest):
            return dict(client)
    return None


def _key(file: Path) -> ECKey:
    """Return the signing key, made on the first start and readable by its owner alone."""
    if file.exists():
        return ECKey.import_key(json.loads(file.read_text()))
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(key.as_dict(private=True), opened)
    return key


def main() -> None:
    """Serve until stopped."""
    settings = Settings()
    configure_logs("issuer", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
