"""`goldenthread import` names every row that is refused, and ends with 1 when there was one."""

import json
from pathlib import Path
from uuid import uuid4

from deploy.local.stack import Stack
from tests.client import Door
from tests.deploy.cli.command import of, typed

HEAD = "Project ID,Title,Date created,Progress score\n"


async def test_a_file_is_tried_then_imported_then_known(stack: Stack, door: Door, tmp_path: Path) -> None:  # noqa: ARG001
    file = tmp_path / "register.csv"
    file.write_text(f"{HEAD}{uuid4().hex},Falls,14/04/2023,2.5\n")
    words = ("import", "projects", file, "--as", "RGP", *of(stack))

    tried, real, again = [await typed(*words, *more) for more in (["--dry-run"], [], [])]

    assert (tried.code, tried.out) == (0, "1 row: 1 would be accepted, 0 would be unchanged, 0 would be refused.\n")
    assert (real.code, real.out) == (0, "1 row: 1 accepted, 0 unchanged, 0 refused.\n")
    assert (again.code, again.out) == (0, "1 row: 0 accepted, 1 unchanged, 0 refused.\n")


async def test_a_refused_row_is_named_with_the_way_to_mend_it(stack: Stack, door: Door, tmp_path: Path) -> None:  # noqa: ARG001
    file = tmp_path / "register.csv"
    file.write_text(f"{HEAD}{uuid4().hex},Falls,14/04/2023,3.3\n")

    done = await typed("import", "projects", file, "--as", "RGP", *of(stack))
    told = await typed("import", "projects", file, "--json", "--as", "RGP", *of(stack))

    assert done.code == told.code == 1
    assert "row 2, column D (Progress score): " in done.out
    assert "Give one of the ten half points from 0.5 to 5.0." in done.out
    assert json.loads(told.out)["refused"] == 1


async def test_a_file_that_cannot_be_used_is_one_sentence(stack: Stack, door: Door, tmp_path: Path) -> None:  # noqa: ARG001
    file = tmp_path / "nothing.csv"
    file.write_text("a,b\n1,2\n")

    done = await typed("import", "cafes", file, "--as", "RGP", *of(stack))

    assert (done.code, done.err) == (
        1,
        "Error: MissingColumn: No row of the file names the columns: it needs Date, Open to all staff.\n",
    )
