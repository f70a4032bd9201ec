"""`goldenthread erase` removes a name and says what it did."""

import json
from uuid import uuid4

from deploy.local.stack import Stack
from tests.client import Door
from tests.deploy.cli.command import of, typed
from tests.training.asking import ask, entered


async def test_an_entry_goes_under_all_of_its_keys(stack: Stack, door: Door) -> None:
    name = f"Ada {uuid4().hex}"
    first, second = [await entered(door, name) for _ in range(2)]
    await ask(door, "POST", f"/v1/people/{first}/merge", {"into": second})

    done = await typed("erase", first, "--yes", "--as", "RGP", *of(stack))

    said = {f"{key}: the entry is gone; person.erased was said, version 1" for key in (second,)}
    said.add(f"{first}: the entry is gone; person.erased was said, version 2")
    assert (done.code, set(done.out.splitlines())) == (0, said), done.err
    assert name not in done.out + done.err
    assert [(await ask(door, "GET", f"/v1/people/{key}")).status for key in (first, second)] == [404, 404]

    again = await typed("erase", first, "--yes", "--as", "RGP", "--json", *of(stack))
    answer = json.loads(again.out)
    assert (answer["erased"], [fact["status"] for fact in answer["facts"]]) == ([first], ["duplicate"])


async def test_nothing_goes_before_somebody_says_yes(stack: Stack, door: Door) -> None:
    key = await entered(door, f"Ada {uuid4().hex}")
    words = ("erase", key, "--as", "RGP", *of(stack))
    for answer in ("n\n", ""):
        done = await typed(*words, stdin=answer)
        assert (done.code, done.err.endswith("Aborted!\n")) == (1, True)
        assert (await ask(door, "GET", f"/v1/people/{key}")).status == 200
    assert (await typed(*words, stdin="y\n")).code == 0
    assert (await ask(door, "GET", f"/v1/people/{key}")).status == 404


async def test_somebody_elses_people_and_names_are_no_argument(stack: Stack, door: Door) -> None:
    key = await entered(door, f"Ada {uuid4().hex}", by="RM1")
    done = await typed("erase", key, "--yes", "--as", "RGP", *of(stack))
    assert (done.code, done.err) == (1, f"Error: Your organisation never had an entry under {key}.\n")
    named = await typed("erase", "ada@example.nhs.uk", "--yes", "--as", "RGP", *of(stack))
    assert (named.code, "PERSON is a person_key" in named.err) == (2, True)
