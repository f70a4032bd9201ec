"""The figures on the command line are those of the API."""

import json

from deploy.cli.commands.figures import table
from deploy.local.stack import Stack
from tests.client import Door
from tests.deploy.cli.command import of, typed

YEAR = "2022/23"


async def test_every_measure_has_its_line(stack: Stack, door: Door) -> None:
    answer = await door.read("/v1/measures", organisation="RGP", year=YEAR)
    done = await typed("figures", "--organisation", "RGP", "--year", YEAR, *of(stack))

    heading, *lines, last = done.out.splitlines()
    assert heading.split() == ["measure", "counted", "of", "value", "target", "status", "needed"]
    figures = [item["figure"] for item in answer["items"]]
    assert [line.split()[:3] for line in lines] == [
        [one["slug"], str(one["numerator"]), str(one["denominator"] if one["denominator"] is not None else "-")]
        for one in figures
    ]
    assert last.startswith(f"RGP, {YEAR}, fresh as of 20")


async def test_machines_read_the_answer_as_it_is(stack: Stack, door: Door) -> None:
    done = await typed("figures", "--year", YEAR, "--json", *of(stack))
    slugs = [item["slug"] for item in (await door.read("/v1/measures", year=YEAR))["items"]]
    assert [item["slug"] for item in json.loads(done.out)["items"]] == slugs


async def test_a_question_that_has_no_answer_is_answered_in_a_sentence(stack: Stack) -> None:
    done = await typed("figures", "--organisation", "nobody", *of(stack))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: UnknownOrganisation: No organisation with the code nobody")


def test_what_is_not_known_is_a_dash_and_what_is_not_shown_an_asterisk() -> None:
    shown = {"slug": "a", "numerator": 3, "denominator": None, "value": "3", "status": "no_target"}
    hidden = {"slug": "b", "numerator": None, "value": None, "needed": None, "suppressed": True, "status": "suppressed"}
    assert [line.split() for line in table([shown, hidden])[1:]] == [
        ["a", "3", "-", "3", "-", "no_target", "-"],
        ["b", "*", "-", "*", "-", "suppressed", "*"],
    ]
