"""One organisation's way through the front door."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from deploy.local.example.submission import Submission

TIMEOUT = 60
BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
TIRES_AFTER = 20


def _directly() -> OpenerDirector:
    # The gateway is on this machine, whatever proxy the environment names.
    return build_opener(ProxyHandler({}))


@dataclass
class Client:
    """Submits for one organisation, with a token that is fetched anew before it runs out."""

    gateway: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    _token: str = field(default="", repr=False)
    _token_until: float = 0.0
    _opener: OpenerDirector = field(default_factory=_directly, repr=False)

    def submit(self, submissions: list[Submission]) -> list[dict[str, Any]]:
        """Return what became of each, in their order."""
        body = json.dumps([each.event for each in submissions]).encode()
        answer: list[dict[str, Any]] = self._post(
            f"{self.gateway.rstrip('/')}/v1/events",
            body,
            "application/cloudevents-batch+json",
            lambda: {"Authorization": f"Bearer {self._current_token()}"},
        )
        return answer

    def _current_token(self) -> str:
        if time.monotonic() >= self._token_until:
            form = {
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
            }
            kind = "application/x-www-form-urlencoded"
            granted = self._post(self.token_url, urlencode(form).encode(), kind, dict)
            self._token = granted["access_token"]
            # Half its life is well clear of its end, however short it is.
            self._token_until = time.monotonic() + float(granted.get("expires_in", 60)) / 2
        return self._token

    def _post(self, url: str, body: bytes, kind: str, headers: Callable[[], dict[str, str]]) -> Any:
        """Send, and send again for a while to a gateway that asks for patience."""
        for patience in range(TIRES_AFTER, -1, -1):
            everything = {"Content-Type": kind, "Accept": "application/json", **headers()}
            request = Request(url, body, everything)  # noqa: S310 (from our own credentials file)
            try:
                with self._opener.open(request, timeout=TIMEOUT) as answer:
                    return json.load(answer)
            except HTTPError as refusal:
                if refusal.code not in BUSY or not patience:
                    words = refusal.read().decode(errors="replace")
                    refusal.add_note(f"{url} answered {refusal.code}: {words[:500]}")
                    raise
                time.sleep(_seconds(refusal.headers.get("Retry-After")))
        raise AssertionError


def _seconds(retry_after: str | None) -> float:
    return min(5.0, float(retry_after)) if retry_after and retry_after.isdigit() else 0.5
