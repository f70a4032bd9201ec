"""`python -m services.metrics.spc CHART < cases.jsonl`: what the chart of each `{"id", "input"}` says, line by line.

Answers `{"id", "result"}`, or `{"id", "refused"}` with the reason.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from services.metrics.spc import c_chart, p_chart, run_chart, u_chart, xmr

CHARTS: Mapping[str, Callable[..., Any]] = {"xmr": xmr, "run": run_chart, "p": p_chart, "u": u_chart, "c": c_chart}


def answer(chart: Callable[..., Any], line: str) -> dict[str, Any]:
    """Return what is said about one case."""
    case = json.loads(line)
    try:
        said = asdict(chart(**case["input"]))
    except ValueError as refusal:
        return {"id": case["id"], "refused": str(refusal)}
    said.pop("trial", None)
    return {"id": case["id"], "result": said}


def main() -> None:
    """Answer every case of standard input on standard output."""
    parser = argparse.ArgumentParser(prog="python -m services.metrics.spc", description=__doc__)
    parser.add_argument("chart", choices=CHARTS)
    chart = CHARTS[parser.parse_args().chart]
    for line in filter(str.strip, sys.stdin):
        sys.stdout.write(json.dumps(answer(chart, line), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
