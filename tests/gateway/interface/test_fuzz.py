"""Schemathesis asks the published interface what it says can be asked, and what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.client import Door
from tests.gateway.identity.asking import token_of

CONFIG = Path(__file__).with_name("schemathesis.toml")
ROOT = CONFIG.parents[3]
LONGEST = 1_500
PATIENT = ("--request-timeout", "120", "--max-response-time", "120")
"""Seconds. How fast an answer comes is measured elsewhere, on a machine that does nothing else."""
KINDS = "^/(v1/(measures|organisations|people|submissions)|schemas)$"


def ask(door: Door, token: str | None, *asked: str) -> None:
    """Ask, the same each time, and fail with what was found."""
    bearer = [] if token is None else ["--header", f"Authorization: Bearer {token}"]
    told = ["--checks", "all", "--generation-deterministic", "--continue-on-failure", "--workers", "2", "--no-color"]
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    run = subprocess.run(
        [*program, "run", f"{door.url}/openapi.json", *told, *PATIENT, *bearer, *asked],
        cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    if run.returncode != 0:
        pytest.fail(run.stdout + run.stderr, pytrace=False)
    assert "Operations:" in run.stdout


async def test_a_few_questions_of_each_kind_are_answered_as_published(door: Door) -> None:
    few = ("--phases", "fuzzing", "--max-examples", "2", "--include-path-regex", KINDS, "--include-method", "GET")

    ask(door, await token_of(door, "RGP"), *few)


@pytest.mark.long
@pytest.mark.parametrize("who", ["own organisation", "reader", "nobody"])
async def test_whatever_is_asked_in_whatever_order_is_answered_as_published(door: Door, who: str) -> None:
    """Every operation, every phase and every check: examples, edges, chance, and one answer's words in the next."""
    # Of an organisation of which no other test looks at keys, clients and submissions.
    tokens = {"own organisation": await token_of(door, "RYC"), "reader": await token_of(door, "RYC", "reader")}

    ask(door, tokens.get(who), "--max-examples", "20")
