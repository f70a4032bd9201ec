"""`make bench`: start a stack of our own, measure every line beside its peers and floors, print a table, write JSON.

`ONLY=word` measures the lines whose name or module has the word; what was measured before of others stays in the file.
"""

import argparse
import importlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from deploy.cli.servers import servers
from deploy.local import stack as local
from deploy.local.stack import Stack
from deploy.verification.running import verify
from shared import kafka
from tests.benchmarks.bench import Bench
from tests.benchmarks.line import Line, row
from tests.client import Door
from tests.oracles import NOTHING_YET, assert_nothing_lost_or_doubled

MODULES = ("store", "door", "reading", "read_side", "replicas", "costs")
MOST_FOR_TESTS = 300_000
RESULTS = Path(".local/bench.json")


def lines(only: Sequence[str]) -> list[Line]:
    """Return the lines that are wanted: first those of a small system, then those of a million facts."""
    found = [
        line
        for name in MODULES
        for line in importlib.import_module(f"tests.benchmarks.{name}").LINES
        if not only or any(word in f"{name} {line.name}" for word in only)
    ]
    return sorted(found, key=lambda line: line.group)


async def measure(stack: Stack, wanted: Iterable[Line], rounds: int | None) -> list[dict[str, Any]]:
    """Measure lines, ours and the others by turns."""
    rows: list[dict[str, Any]] = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)) as session:
        bench = Bench(stack, Door(stack.credentials, session))
        await bench.prepare()
        for line in wanted:
            ours: list[float] = []
            beside: dict[str, list[float]] = {which: [] for which in line.beside}
            for _ in range(min(rounds or line.rounds, line.rounds)):
                await bench.renew()
                for which, other in line.beside.items():
                    beside[which].append(await other(bench))
                await bench.settle()
                ours.append(await line.ours(bench))
            rows += row(line, ours, beside)
            print(table(rows[-max(1, len(beside)) :]), flush=True)
        await bench.settle()
    await hold(stack, bench.facts)
    return rows


async def hold(stack: Stack, facts: int) -> None:
    """Hold the oracles against everything that the load has left behind: those of the tests, or of operators.

    Those of the tests take all of it into memory at once.
    """
    if facts <= MOST_FOR_TESTS:
        await assert_nothing_lost_or_doubled(stack, [], "RGP", NOTHING_YET)
    else:
        async with kafka.reader(stack.kafka) as reader:
            found = await verify(servers(stack.home).backups, reader, timedelta(minutes=10), None)
        assert found.holds, "\n".join(found.lines())
    print("The oracles hold: nothing lost, nothing doubled.")


def table(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as lines of text."""
    return "\n".join(
        f"{one['name']:<54} {one['ours']:>10,} {one['unit']:<8} ({one['spread'][0]:,} to {one['spread'][1]:,})  "
        f"{_beside(one):<62} goal {one['goal'] or '-':<60} {'met' if one['met'] else 'NOT MET'}"
        for one in rows
    )


def _beside(one: dict[str, Any]) -> str:
    if one["which"] is None:
        return ""
    return f"{one['ratio']}x {one['which']} ({one.get('floor', one.get('peer')):,})"


def keep(rows: Sequence[dict[str, Any]]) -> None:
    """Write down what was measured, in place of what was before of the same lines."""
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    names = {one["name"] for one in rows}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([*(one for one in before if one["name"] not in names), *rows], indent=1) + "\n")
    print(f"written to {RESULTS}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="words of the lines to measure")
    parser.add_argument("--rounds", type=int, help="rounds at most of each line")
    parser.add_argument("--small", action="store_true", help="leave out what needs a million facts")
    asked = parser.parse_args()
    wanted = [line for line in lines(asked.only) if not (asked.small and line.group)]
    with tempfile.TemporaryDirectory() as folder:
        stack = local.start(Path(folder) / "home")
        try:
            rows = uvloop.run(measure(stack, wanted, asked.rounds))
        finally:
            stack.remove()
    keep(rows)


if __name__ == "__main__":
    main()
