"""Cases worked out by NHSRplotthedots 0.2.2 and qicharts2 0.8.1, as NHS analysts use them: every one agrees."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from services.metrics.spc import c_chart, p_chart, run_chart, u_chart, xmr

CASES = Path(__file__).parent / "cases"
CHARTS = {"xmr": (xmr, 96), "run": (run_chart, 48), "p": (p_chart, 15), "u": (u_chart, 14), "c": (c_chart, 15)}
Chart = Callable[..., Any]


def raw(name: str) -> str:
    return gzip.decompress((CASES / f"{name}.jsonl.gz").read_bytes()).decode()


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in raw(name).splitlines()]


def differences(said: Any, expected: Any, where: str = "") -> list[str]:
    """Return where two answers differ: figures by more than a billionth, anything else at all."""
    match expected:
        case dict():
            if said.keys() != expected.keys():
                return [f"{where} has {sorted(said)}"]
            return [one for key in expected for one in differences(said[key], expected[key], f"{where}.{key}")]
        case list():
            if len(said) != len(expected):
                return [f"{where} has {len(said)} entries"]
            pairs = enumerate(zip(said, expected, strict=True))
            return [one for row, (a, b) in pairs for one in differences(a, b, f"{where}[{row}]")]
        case bool() | str() | None:
            return [] if said == expected and isinstance(said, type(expected)) else [f"{where}: {said} != {expected}"]
        case _ if said is None or isinstance(said, bool) or not isclose(said, expected, rel_tol=1e-9, abs_tol=0):
            return [f"{where}: {said} != {expected}"]
    return []


@pytest.mark.parametrize("name", CHARTS)
def test_every_case_agrees_with_the_package_that_analysts_trust(name: str) -> None:
    chart, count = CHARTS[name]
    assert len(cases(name)) == count
    for case in cases(name):
        said = asdict(chart(**case["input"]))
        said.pop("trial", None)
        assert differences(json.loads(json.dumps(said)), case["expected"], case["id"]) == []


@pytest.mark.parametrize("name", CHARTS)
def test_the_command_answers_every_case_alike(name: str) -> None:
    answers = command(name, raw(name))
    assert [answer["id"] for answer in answers] == [case["id"] for case in cases(name)]
    for answer, case in zip(answers, cases(name), strict=True):
        assert differences(answer["result"], case["expected"], case["id"]) == []


def test_the_command_says_what_it_refuses_and_goes_on() -> None:
    lines = [
        {"id": "short", "input": {"y": [1], "n": [1, 2]}},
        {"id": "good", "input": {"y": [1, 3], "n": [2, 4], "multiply": 100}},
    ]
    short, good = command("p", "\n\n".join(map(json.dumps, lines)))
    assert short == {"id": "short", "refused": "n: has 2 entries where y has 1"}
    assert good["result"]["y"] == [50.0, 75.0]


def command(name: str, given: str) -> list[dict[str, Any]]:
    line = [sys.executable, "-m", "services.metrics.spc", name]
    done = subprocess.run(line, input=given, capture_output=True, text=True, check=True)
    return [json.loads(answer) for answer in done.stdout.splitlines()]


def test_the_comparison_of_cases_sees_a_difference() -> None:
    expected = {"mean": [1.0, None], "flag": True}
    assert differences({"mean": [1.0 + 1e-10, None], "flag": True}, expected) == []
    for other in (
        {"mean": [1.0 + 1e-8, None], "flag": True},
        {"mean": [1.0, 0.0], "flag": True},
        {"mean": [None, None], "flag": True},
        {"mean": [1.0], "flag": True},
        {"mean": [1.0, None], "flag": 1},
        {"mean": [1.0, None]},
    ):
        assert differences(other, expected)
