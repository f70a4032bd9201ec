"""One caller's way through the front door, for programs that are not asynchronous."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

TIMEOUT = 60
BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
TIRES_AFTER = 20
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
MANY = "application/cloudevents-batch+json"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

Answer = dict[str, Any]


class Refused(Exception):
    """The door answered with a problem."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{problem.get('type', status)}: {problem.get('detail') or problem.get('title') or ''}")


class NotReached(Exception):
    """Nobody answered."""


@dataclass
class Door:
    """Asks for one client, with a token that is fetched anew before it runs out.

    Whatever is asked here may be asked twice: facts have identities, and what is gone stays gone.
    """

    gateway: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    _token: str = field(default="", repr=False)
    _token_until: float = 0.0
    _reached: bool = False

    def submit(self, events: Sequence[Mapping[str, object]]) -> list[Answer]:
        """Return what became of each, in their order."""
        answers: list[Answer] = self.ask("POST", "/v1/events", body=json.dumps(events).encode(), media_type=MANY)
        return answers

    def ask(
        self, method: str, path: str, *, body: bytes | None = None, media_type: str = JSON, **params: str | None
    ) -> Any:
        """Ask anything and return the answer's JSON, None where there is none; raises `Refused` or `NotReached`."""
        given = urlencode({name: value for name, value in params.items() if value is not None})
        url = f"{self.gateway.rstrip('/')}{path}{'?' if given else ''}{given}"
        return self._patiently(method, url, body, media_type)

    def ask_once(self, method: str, path: str, body: Mapping[str, object]) -> Any:
        """Ask for what must not be made twice: a lost answer is said to be lost."""
        return self._patiently(method, self.gateway.rstrip("/") + path, json.dumps(body).encode(), JSON, patience=0)

    def _authorisation(self) -> str:
        if time.monotonic() >= self._token_until:
            form = {
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
            }
            granted = self._patiently("POST", self.token_url, urlencode(form).encode(), FORM, authorised=False)
            self._token = granted["access_token"]
            # Half its life is well clear of its end, however short it is.
            self._token_until = time.monotonic() + float(granted.get("expires_in", 60)) / 2
        return f"Bearer {self._token}"

    def _patiently(
        self,
        method: str,
        url: str,
        body: bytes | None,
        kind: str,
        *,
        authorised: bool = True,
        patience: int = TIRES_AFTER,
    ) -> Any:
        """Ask, and ask again for a while whoever is busy, or was there and is not just now."""
        for left in range(patience, -1, -1):
            headers = {"Content-Type": kind, "Accept": JSON}
            if authorised:
                headers["Authorization"] = self._authorisation()
            request = Request(url, body, headers, method=method)  # noqa: S310  from the caller's own credentials
            try:
                with _opener(url).open(request, timeout=TIMEOUT) as answer:
                    self._reached = True
                    said = answer.read()
                    return json.loads(said) if said else None
            except HTTPError as refusal:
                if refusal.code not in BUSY or not left:
                    raise _refused(refusal) from None
                time.sleep(_seconds(refusal.headers.get("Retry-After")))
            except (URLError, HTTPException, OSError) as error:
                if not self._reached or not left:
                    raise NotReached(f"{url}: {error}") from None
                time.sleep(_seconds(None))
        raise AssertionError


def _opener(url: str) -> OpenerDirector:
    # What runs on this machine is asked directly, whatever proxy the environment names.
    return build_opener(ProxyHandler({})) if urlsplit(url).hostname in LOOPBACK else build_opener()


def _refused(refusal: HTTPError) -> Refused:
    with refusal:
        words = refusal.read().decode(errors="replace")
    try:
        problem = json.loads(words)
    except ValueError:
        problem = None
    return Refused(refusal.code, problem if isinstance(problem, dict) else {"detail": words[:500]})


def _seconds(retry_after: str | None) -> float:
    return min(5.0, float(retry_after)) if retry_after and retry_after.isdigit() else 0.5
