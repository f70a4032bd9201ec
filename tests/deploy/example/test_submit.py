"""The example goes through the front door in order, once, and says what was refused."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from deploy.local import example
from deploy.local.example.facts import facts
from deploy.local.example.phases import phases
from deploy.local.example.submission import Submission
from deploy.local.example.submit import ExampleRefused, submit

TODAY = date(2026, 11, 22)
# The package has the function under the name of this module.
DOOR = import_module("deploy.local.example.submit")
MEMBERSHIP = {"organisation.joined", "organisation.left", "organisation.fact_withdrawn"}
CODES = ("RGP", "RM1", "RCX", "RMY", "RY3", "RYC", "QMM")


class Gateway(ThreadingHTTPServer):
    """Decides as the platform would, as far as membership, order and repetition go."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.lock = Lock()
        self.accepted: list[Submission] = []
        self.ids: set[str] = set()
        self.joined: set[str] = set()
        self.opened: set[str] = set()
        # Members are known by batches, so that no stream's second fact overtakes its first.
        self.known_after = 0
        self.refuse = ""
        self.busy = 0
        self.requests = 0

    def decide(self, organisation: str, event: dict[str, Any]) -> dict[str, Any]:
        """Answer one event."""
        answer = {"id": event["id"], "source": event["source"], "stream": event["subject"]}
        if event["id"] in self.ids:
            return answer | {"status": "duplicate", "version": 1}
        # The service of membership knows who has joined at once.
        joining = event["subject"].startswith("organisation/")
        if not joining and (organisation not in self.joined or self.requests < self.known_after):
            return answer | {"status": "refused", "reason": {"type": "urn:example:NotAMember"}}
        opening = joining or not event["subject"].startswith("project/")
        opening = opening or event["type"] == "project.registered"
        if not opening and event["subject"] not in self.opened:
            reason = {"type": "ProjectNotRegistered", "title": "There is no such project."}
            return answer | {"status": "refused", "reason": reason}
        if event["type"] == self.refuse:
            reason = {"type": "OutOfOrder", "title": "It is out of order."}
            return answer | {"status": "refused", "reason": reason}
        if joining:
            self.joined.add(organisation)
        self.opened.add(event["subject"])
        self.ids.add(event["id"])
        self.accepted.append(Submission(organisation, event))
        return answer | {"status": "accepted", "version": 1}


class Door(BaseHTTPRequestHandler):
    """Gives tokens and takes batches."""

    server: Gateway

    def do_POST(self) -> None:
        """Answer both addresses."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            form = parse_qs(body.decode())
            assert form["grant_type"] == ["client_credentials"]
            code = form["client_id"][0].removeprefix("client-")
            assert form["client_secret"] == [f"secret-{code}"]
            self.answer(200, {"access_token": f"token-{code}", "expires_in": 300})
            return
        assert self.path == "/v1/events"
        assert self.headers["Content-Type"] == "application/cloudevents-batch+json"
        code = self.headers["Authorization"].removeprefix("Bearer token-")
        with self.server.lock:
            self.server.requests += 1
            if self.server.busy:
                self.server.busy -= 1
                self.answer(429, {"type": "TooManyRequests"})
                return
            self.answer(200, [self.server.decide(code, event) for event in json.loads(body)])

    def answer(self, status: int, body: object) -> None:
        """Send JSON."""
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its own name)
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """Return a running gateway."""
    server = Gateway()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(gateway: Gateway, tmp_path: Path) -> Path:
    """Return a home whose credentials lead to the gateway."""
    address = f"http://127.0.0.1:{gateway.server_port}"
    clients = {code: {"client_id": f"client-{code}", "client_secret": f"secret-{code}"} for code in CODES}
    credentials = {"gateway": address, "token_url": f"{address}/token", "clients": clients}
    (tmp_path / "credentials.json").write_text(json.dumps(credentials))
    return tmp_path


def by_stream(submissions: list[Submission]) -> dict[str, list[Submission]]:
    """Return each stream's facts in their order."""
    streams: dict[str, list[Submission]] = defaultdict(list)
    for each in submissions:
        streams[str(each.event["subject"])].append(each)
    return streams


def test_the_package_offers_submit_alone() -> None:
    assert example.__all__ == ["submit"]
    assert example.submit is submit


def test_all_is_accepted_and_every_stream_keeps_its_order(gateway: Gateway, home: Path) -> None:
    said: list[str] = []
    submit(home, echo=said.append, today=TODAY)

    assert by_stream(gateway.accepted) == by_stream(facts(TODAY))
    assert {each.event["type"] for each in gateway.accepted[:9]} == MEMBERSHIP
    count = f"{len(facts(TODAY)):,}"
    assert said[-1] == f"submitted {count} of {count} facts"


def test_a_second_time_on_the_same_day_asks_nothing(gateway: Gateway, home: Path) -> None:
    submit(home, echo=str, today=TODAY)
    asked = gateway.requests
    submit(home, echo=str, today=TODAY)

    assert gateway.requests == asked


def test_a_later_day_submits_only_what_is_new(gateway: Gateway, home: Path) -> None:
    submit(home, echo=str, today=TODAY)
    before = len(gateway.accepted)
    submit(home, echo=str, today=date(2027, 4, 10))

    assert by_stream(gateway.accepted) == by_stream(facts(date(2027, 4, 10)))
    assert all(each.day >= TODAY for each in gateway.accepted[before:])


def test_members_not_yet_known_are_waited_for(gateway: Gateway, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DOOR, "ASK_AGAIN_AFTER", 0.01)
    gateway.known_after = 40
    submit(home, echo=str, today=TODAY)

    assert by_stream(gateway.accepted) == by_stream(facts(TODAY))


def test_members_that_stay_unknown_are_named(gateway: Gateway, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DOOR, "ASK_AGAIN_AFTER", 0.01)
    monkeypatch.setattr(DOOR, "MEMBERS_KNOWN_WITHIN", 0.1)
    gateway.known_after = 10**9

    with pytest.raises(ExampleRefused, match="NotAMember"):
        submit(home, echo=str, today=TODAY)


def test_a_busy_gateway_is_asked_again(gateway: Gateway, home: Path) -> None:
    gateway.busy = 5
    submit(home, echo=str, today=TODAY)

    assert len(gateway.accepted) == len(facts(TODAY))


def test_any_other_refusal_is_named_and_leaves_the_day_open(gateway: Gateway, home: Path) -> None:
    gateway.refuse = "project.paused"

    with pytest.raises(ExampleRefused, match=r"project\.paused on project/.* OutOfOrder"):
        submit(home, echo=str, today=TODAY)
    gateway.refuse = ""
    submit(home, echo=str, today=TODAY)

    assert {str(each.event["id"]) for each in facts(TODAY)} == gateway.ids


def test_in_a_phase_no_stream_belongs_to_two_organisations() -> None:
    split = phases(facts(TODAY))

    assert sum(len(part) for phase in split for part in phase.values()) == len(facts(TODAY))
    for phase in split:
        owners: dict[object, set[str]] = defaultdict(set)
        for code, part in phase.items():
            for each in part:
                owners[each.event["subject"]].add(code)
        assert all(len(codes) == 1 for codes in owners.values())
