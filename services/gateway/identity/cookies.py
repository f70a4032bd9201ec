"""The two cookies: one for somebody who is signed in, one for somebody on their way to sign in."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from services.gateway.identity.trusted import LOOPBACK

SESSION = "golden-thread-session"
SIGN_IN = "golden-thread-sign-in"


@dataclass(frozen=True)
class Origin:
    """The address by which browsers know the gateway: set, or in local mode whatever loopback address was asked."""

    public_url: str | None

    def of(self, request: Request) -> str:
        """Return scheme, host and port, without a slash at the end."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        if request.url.hostname not in LOOPBACK:
            raise HTTPException(400, "In local mode the pages are at 127.0.0.1.")
        return str(request.base_url).rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by https."""
        return self.public_url is not None and self.public_url.startswith("https://")

    def cookie(self, name: str) -> str:
        """Return a cookie's full name. With the prefix no other host of the domain can set it."""
        return f"__Host-{name}" if self.is_secure else name


def origin(request: Request) -> Origin:
    """Return how the gateway is known."""
    known: Origin = request.app.state.origin
    return known


def given(request: Request, name: str) -> str | None:
    """Return a cookie's value."""
    return request.cookies.get(origin(request).cookie(name))


def give(request: Request, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that no script can read and no other site can send along but by a link."""
    known = origin(request)
    response.set_cookie(
        known.cookie(name), value, max_age=seconds, path="/", secure=known.is_secure, httponly=True, samesite="lax"
    )


def take_back(request: Request, response: Response, name: str) -> None:
    """Remove a cookie."""
    known = origin(request)
    response.delete_cookie(known.cookie(name), path="/", secure=known.is_secure, httponly=True, samesite="lax")


def new() -> str:
    """Return a value that nobody can guess."""
    return secrets.token_urlsafe(32)


def hashed(value: str) -> bytes:
    """Return what is kept of a cookie: who reads the database cannot use it."""
    return sha256(value.encode()).digest()


def csrf_token(value: str) -> str:
    """Return what a form of this session brings along; who has it cannot work the cookie out."""
    return hmac.new(value.encode(), b"csrf", "sha256").hexdigest()
