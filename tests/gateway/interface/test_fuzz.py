"""Schemathesis asks the published interface what it says can be asked, and what it does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.client import Door
from tests.gateway.identity.asking import token_of

CONFIG = Path(__file__).with_name("schemathesis.toml")
ROOT = CONFIG.parents[3]
LONGEST = 300
KINDS = "^/(v1/(measures|organisations|people|submissions)|schemas)$"


def ask(door: Door, token: str | None, *asked: str) -> None:
    """Ask, the same each time, and fail with what was found."""
    bearer = [] if token is None else ["--header", f"Authorization: Bearer {token}"]
    told = ["--generation-deterministic", "--continue-on-failure", "--workers", "2", "--no-color", *bearer, *asked]
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)]
    run = subprocess.run(
        [*program, "run", f"{door.url}/openapi.json", *told],
        cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    if run.returncode != 0:
        pytest.fail(run.stdout + run.stderr, pytrace=False)
    assert "Operations:" in run.stdout


async def test_a_few_questions_of_each_kind_are_answered_as_published(door: Door) -> None:
    few = ("--phases", "fuzzing", "--max-examples", "2", "--include-path-regex", KINDS, "--include-method", "GET")

    ask(door, await token_of(door, "RGP"), *few)
