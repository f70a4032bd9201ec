"""Streams as they were said: everything for the own organisation, what is shared for others, 404 for the rest."""

import pytest

from shared.contracts.training import CafeScheduled
from shared.http import Problem
from tests.given import KEY, Said, recorded, said
from tests.metrics.register.library import Library
from tests.projects.facts import learned, measured, published, registered, retracted
from tests.training.facts import completed, enrolled, held, offered, scheduled


async def missing(library: Library, name: str, by: str | None) -> tuple[int, str]:
    with pytest.raises(Problem) as problem:
        await library.stream(name, by)
    return problem.value.status, problem.value.type


async def test_a_fact_is_told_as_it_was_said_and_kept(library: Library) -> None:
    await library.knows(*recorded([registered(reference="QI-7")], f"project/{KEY}"))

    [fact] = await library.stream(f"project/{KEY}")

    assert fact == {
        "id": "fact-1",
        "source": "urn:nhs:ods:RGP:lifeqi",
        "type": "project.registered",
        "time": "2022-04-01T09:01:00.000000Z",
        "organisation": "RGP",
        "version": 1,
        "recorded_at": "2022-04-01T09:01:00.000000Z",
        "data": {
            "title": "Safer discharge",
            "kind": "quality_improvement",
            "lead_organisation": "RGP",
            "registered_on": "2022-04-04",
            "reference": "QI-7",
        },
    }


async def test_others_see_what_is_shared(library: Library) -> None:
    await library.knows(
        *recorded([registered(reference="QI-7"), measured(), learned()], f"project/{KEY}"),
        *recorded([scheduled(), offered()], f"session/{KEY}"),
    )

    for other in ("RM1", "system", None):
        project = await library.stream(f"project/{KEY}", other)
        assert [(one["version"], "reference" in one["data"]) for one in project] == [(1, False), (3, False)]
        session = await library.stream(f"session/{KEY}", other)
        assert [set(one["data"]) for one in session][1] == {"place", "organisation", "on"}


async def test_of_people_there_is_nothing_for_others_not_even_that_they_are_there(library: Library) -> None:
    history = [completed(), said(completed("RM1"), by="RM1")]
    await library.knows(*recorded(history, f"person/{KEY}"), *recorded([enrolled()], f"scholarship/{KEY}"))

    assert [one["version"] for one in await library.stream(f"person/{KEY}", "RGP")] == [1]
    assert [one["version"] for one in await library.stream(f"person/{KEY}", "RM1")] == [2]
    for other in ("QMM", "system", None):
        assert await missing(library, f"person/{KEY}", other) == (404, "UnknownStream")
        assert await missing(library, f"scholarship/{KEY}", other) == (404, "UnknownStream")


async def test_a_record_of_a_publication_has_a_stream_of_its_own(library: Library) -> None:
    other = KEY.replace("1", "2")
    await library.knows(*recorded([published(), retracted()], f"publication/{KEY}"))
    await library.knows(*recorded([Said(event=published(), by="RM1")], f"publication/{other}"))

    assert [one["version"] for one in await library.stream(f"publication/{KEY}", "QMM")] == [1, 2]
    assert [one["organisation"] for one in await library.stream(f"publication/{other}", "QMM")] == ["RM1"]


async def test_attendance_is_left_out_for_whoever_is_no_host(library: Library) -> None:
    hosts = CafeScheduled(on=held().on, hosts=("RGP", "RM1"), open_to_all_staff=True)
    await library.knows(*recorded([hosts, held()], f"cafe/{KEY}"))

    assert (await library.stream(f"cafe/{KEY}", "RM1"))[1]["data"] == {"on": "2022-05-18", "attendance": 23}
    assert (await library.stream(f"cafe/{KEY}", "QMM"))[1]["data"] == {"on": "2022-05-18"}


@pytest.mark.parametrize(
    "name",
    [
        "project/nothing",
        f"projects/{KEY}",
        f"project/{KEY.upper()}X",
        "project/\x00",
        "person/",
        "organisation/a b",
        "/",
    ],
)
async def test_a_stream_that_cannot_be_is_404(library: Library, name: str) -> None:
    assert await missing(library, name, "RGP") == (404, "UnknownStream")
