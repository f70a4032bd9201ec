"""`goldenthread submit FILE`: facts from a file, in the order in which they stand there."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from deploy.cli.credentials import asking
from deploy.door import Door

MOST_EVENTS = 10_000
MOST_BYTES = 15 * 1024 * 1024
"""Of one batch; the door takes 16 MiB, and JSON may be spelt a little longer than it was read."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One fact of the file, or why there is none."""

    place: int
    """Its line, or its place in the array, counted from 1."""
    event: Any = None
    fault: str | None = None
    size: int = 0


@dataclass
class Receipt:
    """What became of everything in the file."""

    counts: dict[str, int] = field(default_factory=lambda: {"accepted": 0, "duplicate": 0, "refused": 0})
    refused: list[Json] = field(default_factory=list)

    def note(self, line: Line, answer: Json) -> None:
        """Take in what became of one fact."""
        self.counts[answer["status"]] += 1
        if answer["status"] == "refused":
            kept = {name: answer.get(name) for name in ("id", "source", "stream")}
            self.refused.append({"line": line.place, **kept, "reason": answer["reason"]})


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", type=click.IntRange(1, MOST_EVENTS), default=2_000, show_default=True, help="Facts at once.")
@click.option("--json", "for_machines", is_flag=True, help="The receipt as JSON, for machines.")
@asking()
def submit(door: Door, file: Path, batch: int, for_machines: bool) -> None:
    """Submit the CloudEvents in FILE: one a line, or a JSON array.

    Sending a file again is safe: what was accepted before is a duplicate and is not written twice. Ends with 1 when
    any fact was refused; one refusal never holds up the rest.
    """
    lines = read(file)
    receipt = Receipt()
    with click.progressbar(length=len(lines), label="Submitting", file=sys.stderr) as bar:
        for part in batches(lines, batch):
            _send(door, part, receipt)
            bar.update(len(part))
    _show(receipt, for_machines=for_machines)
    if receipt.refused:
        raise click.exceptions.Exit(1)


def read(file: Path) -> list[Line]:
    """Return the facts of a file, each with its place."""
    content = file.read_bytes()
    if content.lstrip()[:1] == b"[":
        try:
            return [_line(place, event) for place, event in enumerate(json.loads(content), start=1)]
        except ValueError as error:
            raise click.ClickException(f"{file} begins like a JSON array and is none: {error}") from None
    return [_parsed(place, text) for place, text in enumerate(content.split(b"\n"), start=1) if text.strip()]


def _parsed(place: int, text: bytes) -> Line:
    try:
        return _line(place, json.loads(text))
    except ValueError as error:
        return Line(place, fault=f"The line is not JSON: {error}.")


def _line(place: int, event: object) -> Line:
    return Line(place, event, size=len(json.dumps(event)) + 2)


def batches(lines: Iterable[Line], most: int) -> Iterator[list[Line]]:
    """Yield the lines in their order, no more at once than the door takes."""
    part: list[Line] = []
    size = 0
    for line in lines:
        if part and (len(part) == most or size + line.size > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(line)
        size += line.size
    if part:
        yield part


def _send(door: Door, part: list[Line], receipt: Receipt) -> None:
    sound = [line for line in part if line.fault is None]
    answers = iter(door.submit([line.event for line in sound]) if sound else [])
    for line in part:
        malformed = {"status": "refused", "reason": {"type": "MalformedBody", "detail": line.fault}}
        receipt.note(line, malformed if line.fault else next(answers))


def _show(receipt: Receipt, *, for_machines: bool) -> None:
    if for_machines:
        click.echo(json.dumps({**receipt.counts, "refusals": receipt.refused}, indent=2, ensure_ascii=False))
        return
    for one in receipt.refused:
        reason = one["reason"]
        where = f" ({reason['field']})" if "field" in reason else ""
        click.echo(f"line {one['line']}, {one['id']}: {reason['type']}{where}: {reason.get('detail', '')}")
    click.echo(", ".join(f"{name} {count:,}" for name, count in receipt.counts.items()))
