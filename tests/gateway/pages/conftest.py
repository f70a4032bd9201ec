"""A gateway with these pages alone, over answers that are known beforehand."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.identity.cookies import Origin
from services.gateway.pages.assets import mount_static
from services.gateway.pages.headers import SecurityHeaders
from services.gateway.pages.router import router
from services.gateway.reports import router as reports
from shared.http import application
from tests.gateway.pages import projects

FRESH = "2026-11-22T21:31:04.123456Z"
NAMES = {"RGP": "James Paget University Hospitals", "RM1": "Norfolk and Norwich"}


def definition(slug: str, ambition: int, unit: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": f"About {slug}",
        "words": f"The words of {slug} & <more>",
        "why": "Because it matters.",
        "unit": unit,
        "direction": "increase",
        "ambition": ambition,
        "counts": "Completed projects, by their day.",
        "numerator": "Those with a score of 3.0 or above.",
        "denominator": "Projects completed in the year.",
        "exclusions": None,
        "attribution": "The lead on the day of completion.",
        "owner": "Head of improvement",
        "review_on": "2027-03-31",
        "version": 3,
    }


MODEST = definition("modest-improvement", 1, "%")
TRAINED = definition("people-trained", 2, "people")


def figure(slug: str = "modest-improvement", **changed: object) -> dict[str, Any]:
    return {
        "slug": slug,
        "organisation": "RGP",
        "year": "2026/27",
        "as_at": None,
        "numerator": 8,
        "denominator": 11,
        "value": "72.73",
        "target": "75",
        "status": "at_risk",
        "needed": 1,
        "definition_version": 3,
        "fresh_as_of": FRESH,
    } | changed


def month(name: str, numerator: int, **changed: object) -> dict[str, Any]:
    return {
        "month": name,
        "numerator": numerator,
        "denominator": 4,
        "value": f"{25 * numerator}.00",
        "complete": True,
        "mean": 50.0,
        "lpl": -20.0,
        "upl": 90.5,
        "median": 50.0,
        "trial": False,
        "special_cause": "Common Cause",
        "special_cause_flag": False,
        "point_type": "common_cause",
    } | changed


RISEN = {
    "special_cause": "Above UCL",
    "special_cause_flag": True,
    "point_type": "special_cause_improvement",
}


def series(slug: str = "modest-improvement", **changed: object) -> dict[str, Any]:
    return {
        "slug": slug,
        "organisation": "RGP",
        "year": "2026/27",
        "as_at": None,
        "definition_version": 3,
        "fresh_as_of": FRESH,
        "items": [*(month(f"2026-{n:02}", 2) for n in range(4, 10)), month("2026-10", 4, **RISEN)],
        "chart": "xmr",
        "variation": "improvement_high",
        "assurance": "inconsistent",
        "summary": "The latest month is above the upper limit: an improvement that is unlikely to be chance.",
        "options": {
            "rules": "Making Data Count XmR rules",
            "screen_outliers": False,
            "rebase": [],
            "target": 75.0,
            "improvement_direction": "increase",
        },
        "runs": {"runs_signal": False},
        "definition": MODEST,
    } | changed


SNAPSHOT = {
    "id": "1a5e2cdb-19f0-52c7-9002-a88b04facb41",
    "label": "Board, October",
    "year": "2026/27",
    "as_at": "2026-10-14T08:00:00.000000Z",
    "organisation": "RGP",
    "frozen_at": "2026-10-15T08:00:00.000000Z",
}
RESTATED = {
    "organisation": "RGP",
    "change": "counted now",
    "numerator": 1,
    "denominator": 1,
    "reason": "scored 3.0 or above",
    "known": "2026-11-02T10:00:00.000000Z",
    "thing": "00000000-0000-0000-0000-000000000001",
    "caused_by": {
        "stream": "project/00000000-0000-0000-0000-000000000001",
        "version": 4,
        "type": "project.completed",
        "organisation": "RGP",
        "recorded_at": "2026-11-02T10:00:00.000000Z",
    },
}
AGREEMENT = {
    "version": 3,
    "agreed": False,
    "agreed_by": ["RGP"],
    "objected_by": ["RM1"],
    "awaited": [],
    "retired_on": None,
}
COUNT = {"denominator": None, "numerator": 101, "value": "101", "target": "100"}

ANSWERS: Mapping[str, dict[str, Any]] = {
    **projects.ANSWERS,
    "/v1/years": {"items": ["2022/23", "2026/27"], "latest": "2026/27"},
    "/v1/organisations": {
        "items": [
            {
                "code": code,
                "name": name,
                "kind": "acute",
                "joined_on": "2021-04-01",
                "left_on": None,
            }
            for code, name in NAMES.items()
        ],
        "next": None,
    },
    "/v1/measures": {
        "items": [
            {
                "slug": "people-trained",
                "definition": TRAINED,
                "figure": figure("people-trained", **COUNT, status="achieved", needed=0),
            },
            {"slug": "modest-improvement", "definition": MODEST, "figure": figure()},
        ],
        "next": None,
    },
    "/v1/measures/modest-improvement": figure() | {"definition": MODEST, "agreement": AGREEMENT},
    "/v1/measures/modest-improvement/series": series(),
    "/v1/measures/people-trained/series": series("people-trained", chart=None, items=[], summary=None),
    "/v1/snapshots": {"items": [SNAPSHOT], "next": None},
    f"/v1/snapshots/{SNAPSHOT['id']}": SNAPSHOT
    | {
        "items": [
            {
                "slug": "modest-improvement",
                "then": figure(numerator=7, denominator=10, value="70.00", status="off_track"),
                "now": figure(),
                "restated": [RESTATED],
            },
            {
                "slug": "people-trained",
                "then": figure("people-trained", **COUNT, status="achieved"),
                "now": figure("people-trained", **COUNT, status="achieved"),
                "restated": [],
            },
        ]
    },
    "/v1/agreement": {
        "members": [
            {"code": code, "name": name, "kind": "acute", "joined_on": "2021-04-01", "left_on": None}
            for code, name in NAMES.items()
        ],
        "items": [
            {"slug": "modest-improvement", "title": "About modest-improvement", "ambition": 1}
            | AGREEMENT
            | {
                "statements": [
                    {"organisation": "RGP", "agrees": True, "on": "2026-04-02", "note": None},
                    {"organisation": "RM1", "agrees": False, "on": "2026-04-03", "note": "Score by advisers only."},
                ],
                "proposals": [{"version": 3, "title": "About modest-improvement", "numerator": "Scored 3.0 or above."}],
            },
            {"slug": "people-trained", "title": "About people-trained", "ambition": 2}
            | AGREEMENT
            | {"agreed": True, "agreed_by": ["RGP", "RM1"], "objected_by": [], "statements": [], "proposals": []},
        ],
        "next": None,
    },
    "/v1/measures/modest-improvement/organisations": {
        "items": [
            figure() | {"name": NAMES["RGP"]},
            figure(
                organisation="RM1",
                numerator=0,
                denominator=0,
                value=None,
                status="insufficient_data",
                needed=None,
            )
            | {"name": NAMES["RM1"]},
        ],
        "next": None,
    },
    "/v1/measures/modest-improvement/evidence": {
        "slug": "modest-improvement",
        "counted": 8,
        "not_counted": 3,
        "reasons": [
            {"counted": True, "reason": "scored 3.0 or above", "count": 8},
            {"counted": False, "reason": "scored below 3.0", "count": 2},
            {"counted": False, "reason": "no score recorded", "count": 1},
        ],
        "items": [
            {
                "counted": True,
                "reason": "scored 3.0 or above",
                "thing": "00000000-0000-0000-0000-000000000001",
                "kind": "project",
                "stream": "project/00000000-0000-0000-0000-000000000001",
                "events": "/v1/streams/project/00000000-0000-0000-0000-000000000001",
                "period": "2026-05",
                "known_from": "2026-05-30T23:30:00+00:00",
            }
        ],
        "next": "/v1/measures/modest-improvement/evidence?limit=50&cursor=abc",
        "fresh_as_of": FRESH,
    },
}


@dataclass
class KnownAnswers:
    """Answers that can be replaced, and a memory of what was asked."""

    replaced: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    callers: set[object] = field(default_factory=set)

    async def get(self, path: str, query: Mapping[str, str], caller: object) -> tuple[int, dict[str, Any]]:
        self.asked.append((path, dict(query)))
        self.callers.add(caller)
        await asyncio.sleep(0)
        if path in self.replaced:
            return self.replaced[path]
        if path in ANSWERS:
            return 200, ANSWERS[path]
        return 404, {"title": "There is no such measure.", "status": 404}


@dataclass(frozen=True)
class Shown:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class WithState:
    """What the gateway's own wiring does: the reading and the caller in the state."""

    def __init__(self, app: ASGIApp, reading: KnownAnswers) -> None:
        self.app, self.reading = app, reading

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {}).update(reading=self.reading, caller="a reader")
        await self.app(scope, receive, send)


@pytest.fixture
def reading() -> KnownAnswers:
    return KnownAnswers()


@pytest.fixture
def app(reading: KnownAnswers) -> FastAPI:
    app = application("Pages")
    app.include_router(router)
    app.include_router(reports.router, include_in_schema=False)
    app.state.origin = Origin("https://qi.example")
    mount_static(app)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(WithState, reading=reading)
    return app


@pytest.fixture
def show(app: FastAPI) -> Callable[[str], Shown]:
    return lambda address: asyncio.run(_get(app, address))


async def _get(app: FastAPI, address: str) -> Shown:
    parts = urlsplit(address)
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [(b"host", b"gateway")],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        """Nothing comes, and nobody goes away."""
        return await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return Shown(
        status=sent[0]["status"],
        headers={name.decode(): value.decode() for name, value in sent[0]["headers"]},
        body=b"".join(each.get("body", b"") for each in sent[1:]),
    )


CHROMIUM = "/usr/bin/chromium"
OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Telling(uvicorn.Server):
    """Says when it has begun to listen."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    ready = threading.Event()
    server = _Telling(uvicorn.Config(app, port=0, log_level="warning"), ready)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(timeout=30)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
