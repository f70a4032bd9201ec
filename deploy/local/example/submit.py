"""Submits the example through the front door, as the seven organisations would."""

import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.door import Door
from deploy.local.example.facts import facts
from deploy.local.example.phases import Phase, phases
from deploy.local.example.submission import Submission

AT_ONCE = 200
LONDON = ZoneInfo("Europe/London")
# How long the services may take to learn who has joined.
MEMBERS_KNOWN_WITHIN = 30.0
ASK_AGAIN_AFTER = 0.5
NOT_YET_KNOWN = {"NotAMember", "UnknownOrganisation"}

Answer = dict[str, Any]


class ExampleRefused(Exception):
    """A fact of the example was refused."""

    def __init__(self, submission: Submission, answer: Answer) -> None:
        """Name the fact and the rule that stood in its way."""
        event, reason = submission.event, answer.get("reason") or {}
        super().__init__(
            f"{event['type']} on {event['subject']} by {submission.organisation} "
            f"(id {event['id']}, {event['time']}) was refused: "
            f"{reason.get('type')}: {reason.get('detail') or reason.get('title')}"
        )


def submit(home: Path, *, echo: Callable[[str], object] = print, today: date | None = None) -> None:
    """Submit what was said up to yesterday and not yet submitted."""
    today = today or datetime.now(LONDON).date()
    memory = home / "example.json"
    since = _submitted_before(memory)
    if since >= today:
        return
    if new := [each for each in facts(today) if each.day >= since]:
        _submit_all(new, _clients(home), echo)
    memory.write_text(json.dumps({"submitted_before": today.isoformat()}) + "\n")


def _submitted_before(memory: Path) -> date:
    if not memory.exists():
        return date.min
    return date.fromisoformat(json.loads(memory.read_text())["submitted_before"])


def _clients(home: Path) -> dict[str, Door]:
    credentials = json.loads((home / "credentials.json").read_text())
    gateway, token_url = credentials["gateway"], credentials["token_url"]
    return {
        code: Door(gateway, token_url, client["client_id"], client["client_secret"])
        for code, client in credentials["clients"].items()
    }


def _submit_all(new: list[Submission], clients: dict[str, Door], echo: Callable[[str], object]) -> None:
    deadline = time.monotonic() + MEMBERS_KNOWN_WITHIN
    done = 0
    with ThreadPoolExecutor(max_workers=len(clients)) as threads:
        for part in chain.from_iterable(map(_parts, phases(new))):
            sent = [threads.submit(_send, clients[code], part[code], deadline) for code in part]
            done += sum(each.result() for each in sent)
            echo(f"submitted {done:,} of {len(new):,} facts")


def _parts(phase: Phase) -> Iterator[Phase]:
    """Yield a phase in batches of a size that shows progress."""
    rests = {code: iter(submissions) for code, submissions in phase.items()}
    while part := {code: each for code, rest in rests.items() if (each := [*islice(rest, AT_ONCE)])}:
        yield part


def _send(client: Door, batch: list[Submission], deadline: float) -> int:
    """Submit until all are accepted, waiting only for members to become known."""
    while True:
        refused = [
            (submission, answer)
            for submission, answer in zip(batch, client.submit([each.event for each in batch]), strict=True)
            if answer["status"] == "refused"
        ]
        if not refused:
            return len(batch)
        # What follows an unknown member's fact may be refused for want of it, so the whole
        # batch is judged again: what was accepted answers as a duplicate.
        waiting = any(_rule(answer) in NOT_YET_KNOWN for _, answer in refused)
        if not waiting or time.monotonic() > deadline:
            raise ExampleRefused(*refused[0])
        time.sleep(ASK_AGAIN_AFTER)


def _rule(answer: Answer) -> str:
    """Return the refusal's type without the address it may come with."""
    return re.split("[/#:]", answer["reason"]["type"])[-1]
