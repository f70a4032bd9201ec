"""The list of erased keys beside a back-up."""

from pathlib import Path

import pytest

from deploy.cli import erased
from deploy.cli.erased import LIST, Erased

ADA, BEA = Erased("a", "RGP", "2022-06-15"), Erased("b", "RM1", "2022-06-16")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = tmp_path / "backup"
    made.mkdir()
    (made / LIST).touch()
    return made


def test_a_key_is_noted_once(directory: Path) -> None:
    erased.note(directory, [BEA, ADA, ADA])
    erased.note(directory, [ADA])
    assert (directory / LIST).read_text().splitlines() == [
        '{"person_key":"a","organisation":"RGP","on":"2022-06-15"}',
        '{"person_key":"b","organisation":"RM1","on":"2022-06-16"}',
    ]
    assert erased.listed(directory) == {ADA, BEA}


def test_every_back_up_is_told_and_those_that_are_gone_are_named(directory: Path, tmp_path: Path) -> None:
    home, lost = tmp_path / "home", tmp_path / "lost"
    for one in (directory, lost, directory):
        erased.remember(home, one)
    assert erased.note_everywhere(home, [ADA]) == ([directory], [lost])
    assert erased.listed(directory) == {ADA}
    assert erased.note_everywhere(tmp_path / "elsewhere", [ADA]) == ([], [])
