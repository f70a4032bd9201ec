"""`make prove` holds, for two minutes and from one seed; by hand it is run for longer, and from others."""

import asyncio
import sys
from pathlib import Path

import pytest

SEED = "1948"


@pytest.mark.long
async def test_two_minutes_of_everything_breaking_lose_nothing_and_double_nothing() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.prove", "--minutes", "2", "--seed", SEED,
        cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert f"seed {SEED}: " in said.decode()
    assert sum(line.endswith("holds") for line in said.decode().splitlines()) == 10, said.decode()
