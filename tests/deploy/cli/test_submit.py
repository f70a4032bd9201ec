"""A file of facts goes through the front door, in order, once, and its refusals are named."""

import json
from pathlib import Path

import pytest

from deploy.cli.commands.submit import MOST_BYTES, Line, batches, read
from deploy.local.stack import Stack
from tests.client import Door, Json
from tests.deploy.cli.command import of, typed
from tests.journeys.projects import Project, Year


def story(year: Year) -> tuple[Project, list[Json]]:
    project = Project()
    return project, [project.registered(year.day(1)), project.started(year.day(2)), project.voided()]


def lines_of(events: list[Json]) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in events)


async def test_a_file_is_submitted_once_however_often_it_is_sent(
    stack: Stack, door: Door, any_year: Year, tmp_path: Path
) -> None:
    _, facts = story(any_year)
    (tmp_path / "facts.jsonl").write_text(lines_of(facts))
    words = ("submit", tmp_path / "facts.jsonl", "--as", "RGP", *of(stack))

    first, again = await typed(*words), await typed(*words, "--batch", "1")

    assert (first.code, first.out) == (0, "accepted 3, duplicate 0, refused 0\n"), first.err
    assert (again.code, again.out) == (0, "accepted 0, duplicate 3, refused 0\n")
    assert [one["status"] for one in await door.submit(facts)] == ["duplicate"] * 3


@pytest.mark.usefixtures("door")
async def test_each_refusal_is_named_by_its_line_and_holds_up_nothing_else(
    stack: Stack, any_year: Year, tmp_path: Path
) -> None:
    project, facts = story(any_year)
    wrong = project.said("started", on="today")
    text = f"{json.dumps(facts[0])}\n\nnot json\n{json.dumps(wrong)}\n{json.dumps(facts[2])}"
    (tmp_path / "facts.jsonl").write_text(text)

    done = await typed("submit", tmp_path / "facts.jsonl", "--as", "RGP", "--json", *of(stack))

    assert done.code == 1
    receipt = json.loads(done.out)
    assert (receipt["accepted"], receipt["refused"]) == (2, 2)
    assert [(one["line"], one["reason"]["type"]) for one in receipt["refusals"]] == [
        (3, "MalformedBody"), (4, "OutOfRange"),
    ]  # fmt: skip
    assert receipt["refusals"][1]["id"] == wrong["id"]


@pytest.mark.usefixtures("door")
async def test_a_json_array_is_a_file_of_facts_too(stack: Stack, any_year: Year, tmp_path: Path) -> None:
    _, facts = story(any_year)
    (tmp_path / "facts.json").write_text(json.dumps(facts, indent=2))
    done = await typed("submit", tmp_path / "facts.json", GOLDENTHREAD_AS="RGP", cwd=None, **credentials(stack))
    assert (done.code, done.out) == (0, "accepted 3, duplicate 0, refused 0\n"), done.err


def credentials(stack: Stack) -> dict[str, str]:
    """Return a client of a stack as an environment says it."""
    known = stack.credentials
    said = {"gateway": known["gateway"], "token_url": known["token_url"], **known["clients"]["RGP"]}
    return {f"GOLDENTHREAD_{name.upper()}": value for name, value in said.items()}


async def test_who_asks_has_to_be_said(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_text("")
    words = ("submit", tmp_path / "facts.jsonl")
    secret = credentials(stack)["GOLDENTHREAD_CLIENT_SECRET"]
    for more, environment, sentence in (
        (of(stack), {}, "Say who asks with --as: one of RGP,"),
        ((*of(stack), "--as", "XXX"), {}, "has no client XXX"),
        (("--credentials", "nowhere.json"), {}, "There is no nowhere.json."),
        ((), {"GOLDENTHREAD_CLIENT_SECRET": secret}, "Set GOLDENTHREAD_GATEWAY and GOLDENTHREAD_TOKEN_URL and"),
    ):
        done = await typed(*words, *more, **environment)
        assert (done.code, sentence in done.err) == (2, True), done.err
        assert secret not in done.err


async def test_a_door_that_is_not_there_or_does_not_know_the_client_is_said_in_a_sentence(
    stack: Stack, tmp_path: Path
) -> None:
    (tmp_path / "facts.jsonl").write_text("{}")
    words, known = ("submit", tmp_path / "facts.jsonl"), credentials(stack)
    nobody = await typed(*words, **(known | {"GOLDENTHREAD_TOKEN_URL": "http://127.0.0.1:9/token"}))
    assert (nobody.code, nobody.err.splitlines()[-1][:20]) == (1, "Error: Nobody answers"[:20])
    stranger = await typed(*words, **(known | {"GOLDENTHREAD_CLIENT_SECRET": "wrong"}))
    assert (stranger.code, "Traceback" in stranger.err) == (1, False)
    assert stranger.err.splitlines()[-1].startswith("Error: ")


def test_a_batch_is_never_more_than_the_door_takes() -> None:
    lines = [Line(place, size=MOST_BYTES // 3) for place in range(1, 8)]
    parts = list(batches(lines, 10_000))
    assert [len(part) for part in parts] == [3, 3, 1]
    assert [line for part in parts for line in part] == lines
    assert [len(part) for part in batches([Line(1), Line(2), Line(3)], 2)] == [2, 1]
    assert list(batches([], 5)) == []


def test_what_begins_like_an_array_and_is_none_is_not_sent_in_part(tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text('[{"id": "1"},')
    with pytest.raises(Exception, match="begins like a JSON array and is none"):
        read(tmp_path / "facts.json")
