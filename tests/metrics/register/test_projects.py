"""The register of projects: what is found, by what, in which order, and what of it others see."""

from typing import Any

import pytest

from services.metrics import sharing
from shared.contracts.agreements import OrganisationJoined
from shared.contracts.event import Event, Recorded
from shared.contracts.project_work import ProjectLearningShared
from shared.http import Problem
from tests.given import BEGINNING, Said, recorded, said
from tests.metrics.register.library import Library
from tests.projects.facts import (
    amended,
    cancelled,
    coached,
    completed,
    considered,
    handed_over,
    involved,
    lead_changed,
    learned,
    paused,
    registered,
    reopened,
    resumed,
    score_voided,
    scored,
    started,
    voided,
    withdrawn,
)


def key(number: int) -> str:
    return f"0190f3b2-0000-7000-8000-{number:012}"


def told(number: int, *history: Event | Said) -> list[Recorded]:
    return recorded(history, f"project/{key(number)}")


def joined(*codes: str) -> list[Recorded]:
    event = OrganisationJoined(name="Trust", kind="acute", on=BEGINNING.date())
    return [fact for code in codes for fact in recorded([event], f"organisation/{code}")]


def titled(title: str, on: str = "2022-04-04", **others: Any) -> Event:
    kept = registered(on, **others)
    return type(kept)(**{name: getattr(kept, name) for name in kept.__struct_fields__} | {"title": title})


async def titles(library: Library, by: str | None = "RGP", **asked: str) -> list[str]:
    return [one["title"] for one in await library.entries("projects", by, **asked)]


async def refused(library: Library, name: str = "projects", **asked: str) -> tuple[int, str, str | None]:
    with pytest.raises(Problem) as problem:
        await library.page(name, **asked)
    return problem.value.status, problem.value.type, problem.value.field


async def test_a_project_stands_in_the_register_with_what_is_latest(library: Library) -> None:
    history = [
        registered(aim="Home by noon", partner_organisations=("RM1",), reference="QI-7", ambitions=(1, 3)),
        started(), scored(2.0, "2022-05-01"), scored(3.5, "2022-09-01", by="adviser"), scored(3.0, "2022-08-01"),
        involved("big_i"), considered(), coached(), learned(), handed_over(), amended(title="Safer, sooner"),
        completed(),
    ]  # fmt: skip
    await library.knows(*told(1, *history))

    [own] = await library.entries("projects")
    assert own == {
        "id": key(1),
        "title": "Safer, sooner",
        "aim": "Home by noon",
        "kind": "quality_improvement",
        "status": "completed",
        "lead_organisation": "RGP",
        "partner_organisations": ["RM1"],
        "registered_on": "2022-04-04",
        "started_on": "2022-04-11",
        "paused_on": None,
        "completed_on": "2022-09-30",
        "cancelled_on": None,
        "score": 3.5,
        "scored_on": "2022-09-01",
        "scored_by": "adviser",
        "involvement": "big_i",
        "involved_on": "2022-06-15",
        "sustainability": True,
        "learning": 1,
        "coached": True,
        "reference": "QI-7",
        "ambitions": [1, 3],
        "quality_dimensions": None,
        "division": None,
        "site": None,
        "has_financial_effect": False,
        "lead_person": handed_over().to_person,
    }
    fields = sharing.ENTRIES["project"]
    assert fields.shared | fields.own == own.keys()
    assert fields.shared & fields.own == set()
    for other in ("RM1", "system", None):
        [theirs] = await library.entries("projects", other)
        assert theirs == {name: own[name] for name in fields.shared}


@pytest.mark.parametrize(
    ("history", "status"),
    [
        ([], "registered"),
        ([started()], "running"),
        ([started(), paused()], "paused"),
        ([started(), paused(), resumed()], "running"),
        ([completed()], "completed"),
        ([started(), paused(), cancelled()], "cancelled"),
        ([cancelled(), reopened()], "running"),
        ([started(), withdrawn("fact-2")], "registered"),
        ([started(), completed(), withdrawn("fact-3")], "running"),
    ],
)
async def test_a_project_has_the_status_that_was_said_last(library: Library, history: list[Event], status: str) -> None:
    await library.knows(*told(1, registered(), *history))

    assert [one["status"] for one in await library.entries("projects", status=status)] == [status]
    others = {"registered", "running", "paused", "completed", "cancelled"} - {status}
    assert await library.entries("projects", status=",".join(sorted(others))) == []


async def test_what_was_voided_is_not_listed_and_its_learning_neither(library: Library) -> None:
    await library.knows(*told(1, registered(), learned()), *told(2, registered()))
    assert len(await library.entries("projects")) == 2
    assert len(await library.entries("learning")) == 1

    await library.knows(told(1, registered(), learned(), voided())[-1])

    assert [one["id"] for one in await library.entries("projects")] == [key(2)]
    assert await library.entries("learning") == []
    assert (await library.project(key(1)))["status"] == "voided"
    assert await library.entries("projects", q="times") == []


async def test_an_open_year_is_one_with_a_day_on_which_it_was_open(library: Library) -> None:
    await library.knows(
        *joined("RGP"),
        *told(1, titled("closed", "2021-06-01"), completed("2022-03-31")),
        *told(2, titled("open", "2022-06-01")),
        *told(
            3, titled("again", "2020-06-01"), completed("2021-01-05"), reopened("2022-12-01"), completed("2023-01-05")
        ),
    )

    assert sorted(await titles(library, year="2021/22")) == ["closed"]
    assert sorted(await titles(library, year="2022/23")) == ["again", "open"]
    assert sorted(await titles(library, year="2020/21")) == ["again"]
    assert sorted(await titles(library, year="2030/31")) == ["open"]


async def test_the_register_is_narrowed_by_each_of_its_filters(library: Library) -> None:
    await library.knows(
        *joined("RGP", "RM1", "QMM"),
        *told(1, titled("a", partner_organisations=("QMM",)), scored(4.0), involved("little_i"), considered()),
        *told(2, titled("b", kind="clinical_audit"), scored(2.5), learned()),
        *told(3, titled("c", lead="RM1"), scored(4.5), score_voided("fact-2")),
    )

    async def found(**asked: str) -> str:
        return "".join(sorted(await titles(library, **asked)))

    assert await found() == "abc"
    assert await found(organisation="RGP") == "ab"
    assert await found(organisation="RGP", kind="quality_improvement") == "a"
    assert await found(partner="QMM") == "a"
    assert await found(kind="clinical_audit,service_evaluation") == "b"
    assert await found(score="2.5") == "ab"
    assert await found(score="3") == "a"
    assert await found(involvement="little_i,big_i") == "a"
    assert await found(sustainability="true") == "a"
    assert await found(sustainability="false") == "bc"
    assert await found(learning="true") == "b"


async def test_what_is_not_shared_finds_ones_own_alone(library: Library) -> None:
    mine = {"ambitions": (2,), "quality_dimensions": ("safe",), "division": "Surgery", "site": "North"}
    await library.knows(
        *told(1, titled("ours", has_financial_effect=True, **mine), coached()),
        *told(2, titled("theirs", lead="RM1", has_financial_effect=True, **mine), coached()),
    )

    for asked in (
        {"ambition": "2"}, {"dimension": "safe"}, {"division": "Surgery"}, {"site": "North"}, {"financial": "true"},
        {"coached": "true"},
    ):  # fmt: skip
        assert await titles(library, "RGP", **asked) == ["ours"]
        assert await titles(library, "RM1", **asked) == ["theirs"]
        assert await titles(library, "QMM", **asked) == []
        assert await titles(library, "system", **asked) == []
    assert await titles(library, "QMM", coached="false") == []


async def test_a_search_looks_at_title_aim_and_shared_learning(library: Library) -> None:
    ours = ProjectLearningShared(on=learned().on, title="Kites", text="Not for others.", audience="organisation")
    await library.knows(
        *told(1, titled("Fewer falls on the wards"), ours),
        *told(2, titled("Sooner home", aim="Nobody falls after a hip operation"), learned()),
        *told(3, titled("Falling waiting times", reference="hip-77")),
    )

    # Stemmed, the title before the aim.
    assert (await titles(library, q="fall"))[-1] == "Sooner home"
    assert len(await titles(library, q="fall")) == 3
    assert await titles(library, q="hip operations") == ["Sooner home"]
    assert await titles(library, q='"on the wards"') == ["Fewer falls on the wards"]
    assert await titles(library, q="falls -wards -hip") == ["Falling waiting times"]
    assert await titles(library, q="hip op") == ["Sooner home"]
    assert await titles(library, q="teams chose") == ["Sooner home"]
    assert await titles(library, q="kites") == []
    assert await titles(library, q="the") == []
    assert len(await titles(library, q=" ")) == 3
    assert await titles(library, q="\"'&|!():*<->\\") == []


async def test_learning_that_was_taken_back_finds_its_project_no_more(library: Library) -> None:
    history = [registered(), learned(), withdrawn("fact-2")]
    await library.knows(*told(1, *history)[:2])
    assert len(await titles(library, q="rounds")) == 1

    await library.knows(told(1, *history)[2])

    assert await titles(library, q="rounds") == []
    assert await library.entries("learning") == []


@pytest.mark.parametrize(("sort", "q"), [("newest", ""), ("oldest", ""), ("rank", "project"), ("newest", "project")])
async def test_page_after_page_shows_everything_once(library: Library, sort: str, q: str) -> None:
    days = ["2022-04-04", "2022-05-01", "2022-04-04", "2023-01-01", "2022-05-01", "2022-04-04", "2021-01-01"]
    await library.knows(*(fact for n, day in enumerate(days) for fact in told(n, titled(f"Project {n}", day))))
    asked = {"sort": sort, "q": q, "limit": "3"}

    found, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        items, cursor = await library.page("projects", **asked, **({"cursor": cursor} if cursor else {}))
        found += items
        pages += 1

    assert pages == 3
    assert len({one["id"] for one in found}) == len(found) == 7
    days_found = [one["registered_on"] for one in found]
    assert days_found == sorted(days, reverse=sort != "oldest")


async def test_the_lead_of_now_is_the_own_organisation(library: Library) -> None:
    await library.knows(*joined("RGP", "RM1"), *told(1, registered(reference="QI-7"), lead_changed("RM1")))

    [by_rgp], [by_rm1] = await library.entries("projects", "RGP"), await library.entries("projects", "RM1")

    assert "reference" not in by_rgp
    assert (by_rm1["reference"], by_rm1["lead_organisation"]) == ("QI-7", "RM1")
    assert await titles(library, organisation="RGP") == []


async def test_one_project_is_told_with_its_history(library: Library) -> None:
    facts = told(1, registered(reference="QI-7"), started(), scored(), coached(), completed())
    await library.knows(*facts)

    own, theirs = await library.project(key(1)), await library.project(key(1), "RM1")

    assert [one["type"].partition(".")[2] for one in own["history"]] == [
        "registered", "started", "score_assessed", "coaching_logged", "completed",
    ]  # fmt: skip
    assert [one["version"] for one in theirs["history"]] == [1, 2, 3, 5]
    assert (own["reference"], "reference" in theirs) == ("QI-7", False)
    assert theirs["history"] == await library.stream(f"project/{key(1)}", "RM1")


async def test_a_project_can_be_seen_as_it_was_known(library: Library) -> None:
    facts = told(1, registered(), scored(2.0), scored(4.0), completed())
    await library.knows(*facts)

    then = await library.project(key(1), as_at=facts[1].recorded_at)

    assert (then["score"], then["status"], len(then["history"])) == (2.0, "registered", 2)
    with pytest.raises(Problem) as problem:
        await library.project(key(1), as_at=BEGINNING)
    assert problem.value.status == 404


@pytest.mark.parametrize("identifier", [key(9), "nothing", "%00", "\x00", f"{key(1)}\n"])
async def test_a_project_that_nobody_knows_is_404(library: Library, identifier: str) -> None:
    await library.knows(*told(1, registered()))
    with pytest.raises(Problem) as problem:
        await library.project(identifier)
    assert (problem.value.status, problem.value.type) == (404, "UnknownProject")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "voided"), ("status", "running,"), ("status", ""), ("kind", "audit"), ("year", "2022"),
        ("score", "3.2"), ("score", "nan"), ("score", "0"), ("score", "5.5"), ("involvement", "some"),
        ("ambition", "5"), ("dimension", "cheap"), ("coached", "yes"), ("sort", "best"), ("limit", "0"),
        ("limit", "501"), ("limit", "many"), ("cursor", "x"), ("cursor", "WyJuZXdlc3QiXQ"), ("division", "a\x00b"),
        ("q", "a\x00b"), ("q", "x" * 301),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_by_name(library: Library, name: str, value: str) -> None:
    assert await refused(library, **{name: value}) == (400, "MalformedParameter", name)


async def test_an_organisation_that_never_joined_is_404(library: Library) -> None:
    assert await refused(library, organisation="XXX") == (404, "UnknownOrganisation", None)
    assert await refused(library, partner="XXX") == (404, "UnknownOrganisation", None)


async def test_a_cursor_of_another_order_is_refused(library: Library) -> None:
    await library.knows(*(fact for number in range(3) for fact in told(number, registered())))
    _, cursor = await library.page("projects", limit="1")
    assert cursor is not None
    assert await refused(library, sort="oldest", cursor=cursor) == (400, "MalformedParameter", "cursor")


async def test_what_another_member_said_of_its_project_changes_nothing_here(library: Library) -> None:
    await library.knows(*told(1, registered()), *told(2, said(registered(lead="RM1"), by="RM1")))
    before = await library.project(key(1))
    await library.knows(told(2, said(registered(lead="RM1"), by="RM1"), said(voided(), by="RM1"))[-1])
    assert await library.project(key(1)) == before
