"""Start a stack of our own, measure every line a few times, print a table and write `.local/bench.json`."""

import asyncio
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp

from deploy.local import stack as local
from deploy.local.stack import Stack
from tests.benchmarks import lines
from tests.client import Door

ROUNDS = 3
RESULTS = Path(".local/bench.json")


@dataclass(frozen=True)
class Measured:
    """The rounds of one line."""

    line: lines.Line
    ours: list[float]
    floor: list[float]

    def row(self) -> dict[str, object]:
        """Return the line as it is written down; the ratio is of medians of the same run."""
        ours, floor = median(self.ours), median(self.floor) if self.floor else None
        return {
            "name": self.line.name,
            "unit": self.line.unit,
            "ours": round(ours, 1),
            "spread": [round(min(self.ours), 1), round(max(self.ours), 1)],
            "floor": floor and round(floor, 1),
            "which": self.line.which,
            "ratio": floor and round(ours / floor, 2),
            "goal": self.line.goal,
            "met": self.line.met(ours, ours / floor if floor else None),
        }


async def measure(stack: Stack) -> list[dict[str, object]]:
    """Measure every line, floor and ours by turns."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        bench = lines.Bench(stack, Door(stack.credentials, session))
        await bench.prepare()
        rows = []
        for line in lines.LINES:
            measured = Measured(line, [], [])
            for _ in range(ROUNDS):
                if line.floor is not None:
                    measured.floor.append(await line.floor(bench))
                measured.ours.append(await line.ours(bench))
            rows.append(measured.row())
            print(table(rows[-1:]), flush=True)
    return rows


def table(rows: list[dict[str, object]]) -> str:
    """Return rows as lines of text."""
    return "\n".join(
        f"{row['name']:<52} {row['ours']:>9} {row['unit']:<8} floor {row['floor'] or '-':>9}  "
        f"ratio {row['ratio'] or '-':>5}  goal {row['goal']:<28} {'met' if row['met'] else 'not met'}"
        for row in rows
    )


def main() -> None:
    """Run everything once."""
    with tempfile.TemporaryDirectory() as folder:
        stack = local.start(Path(folder) / "home")
        try:
            rows = asyncio.run(measure(stack))
        finally:
            stack.remove()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"written to {RESULTS}")


if __name__ == "__main__":
    main()
