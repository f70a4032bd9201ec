"""What was said in error is taken back as if it had never been said; what was known meanwhile stays as it was known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from tests.client import Door, Json
from tests.journeys.projects import IMPROVEMENT, INVOLVEMENT, Project, Said, Year

Figures = dict[tuple[str, str | None, str], Json]
Counted = tuple[str, str, tuple[int, int | None], tuple[int, int | None]]
"""A measure and organisation, and what they count with what was said in error, and without it."""
FRESH = {"fresh_as_of", "as_at"}


def taken_back(wrong: Said, by: str = "RGP", **other: object) -> Said:
    """Return that a fact was said in error."""
    return {
        **wrong,
        "id": str(uuid4()),
        "source": f"urn:nhs:ods:{by}:tests",
        "type": f"{wrong['subject'].partition('/')[0]}.fact_withdrawn",
        "data": {"event_id": wrong["id"], "reason": "Said in error."},
        **other,
    }


def target(slug: str, year: Year, percent: int, organisation: str = "RGP") -> Said:
    """Return that an organisation has set itself a target."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nhs:ods:{organisation}:tests",
        "type": "measure.target_set",
        "subject": f"measure/{slug}",
        "data": {"organisation": organisation, "target": percent, "financial_year": year.name},
    }


@dataclass
class Told:
    """Tells facts of one year, and reads every figure that they could change."""

    door: Door
    year: Year

    async def tell(self, *facts: Said, by: str = "RGP") -> str:
        """Submit facts that are accepted; return the moment at which the last was recorded, by whichever service."""
        return max(str(answer["recorded_at"]) for answer in await self.door.accepted(facts, by))

    async def refusal(self, fact: Said, by: str = "RGP") -> tuple[str, str | None]:
        """Submit a fact that is refused; return the type and the field."""
        [answer] = await self.door.submit([fact], by)
        assert answer["status"] == "refused", answer
        return answer["reason"]["type"], answer["reason"].get("field")

    async def figures(self, *, known: str | None = None, as_at: str | None = None) -> Figures:
        """Return every measure for both organisations and the system, in the year and the one after it."""
        found = {}
        for whose in ("RGP", "RM1", None):
            for name in (self.year.name, Year(self.year.begins + 1).name):
                page = await self.door.read("/v1/measures", organisation=whose, year=name, as_at=as_at, min_fresh=known)
                assert "stale" not in page
                for item in page["items"]:
                    figure = item["figure"].items()
                    found[item["slug"], whose, name] = {key: one for key, one in figure if key not in FRESH}
        return found

    def counted(self, figures: Figures, slug: str, whose: str | None) -> tuple[int, int | None]:
        """Return numerator and denominator, where it has one, of one of the figures of the year itself."""
        figure = figures[slug, whose, self.year.name]
        return figure["numerator"], figure["denominator"]


@pytest.fixture
def told(door: Door, year: Year) -> Told:
    """Return somebody who tells of a year in which nobody else does."""
    return Told(door, year)


def an_involvement(project: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    before = [project.registered(year.day(1)), project.involved("none", year.day(2))]
    counted: list[Counted] = [(INVOLVEMENT, "RGP", (1, 1), (0, 1))]
    return before, project.involved("big_i", year.day(3)), counted


def a_completion(project: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    before = [project.registered(year.day(1)), project.scored(4, year.day(9))]
    return before, project.completed(year.day(10)), [(IMPROVEMENT, "RGP", (1, 1), (0, 0))]


def a_score(project: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    before = [project.registered(year.day(1)), project.scored(4, year.day(8)), project.completed(year.day(9))]
    return before, project.scored(2.5, year.day(90)), [(IMPROVEMENT, "RGP", (0, 1), (1, 1))]


def a_lead_change(project: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    before = [project.registered(year.day(1)), project.involved("little_i", year.day(2))]
    counted: list[Counted] = [(INVOLVEMENT, "RGP", (0, 0), (1, 1)), (INVOLVEMENT, "RM1", (1, 1), (0, 0))]
    return before, project.handed_to("RM1", year.day(100)), counted


def a_reopening(project: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    before = [project.registered(year.day(1)), project.scored(3, year.day(8)), project.completed(year.day(9))]
    return before, project.reopened(year.day(50)), [(IMPROVEMENT, "RGP", (0, 0), (1, 1))]


def about(stream: str, word: str, **data: object) -> Said:
    """Return any fact about a thing that is no project."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:nhs:ods:RGP:tests",
        "type": f"{stream.partition('/')[0]}.{word}",
        "subject": stream,
        "data": data,
    }


def a_coaching_contact(project: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    adviser = str(uuid4())
    registered = about(f"adviser/{adviser}", "registered", organisation="RGP", on=year.day(1))
    retired = about(f"adviser/{adviser}", "retired", organisation="RGP", on=year.day(300))
    contact = project.said("coaching_logged", adviser=adviser, on=year.day(30))
    return (
        [registered, project.registered(year.day(2)), retired],
        contact,
        [("projects-coached", "RGP", (1, None), (0, None))],
    )


def a_cafe(_: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    stream = f"cafe/{uuid4()}"
    planned = about(stream, "scheduled", on=year.day(40), hosts=["RGP"], open_to_all_staff=True)
    held = about(stream, "held", on=year.day(40), attendance=12)
    return [planned], held, [("monthly-cafe", "RGP", (1, 12), (0, 12))]


def a_stage_at_a_site(_: Project, year: Year) -> tuple[list[Said], Said, list[Counted]]:
    stream = f"innovation/{uuid4()}"
    opened = about(
        stream, "registered", title="FeNO", programme="Rapid Uptake", evidence_url="https://example.org/feno"
    )
    here, there = (
        about(stream, "stage_reached", organisation="RGP", site=site, stage="adopted", on=year.day(60))
        for site in ("Gorleston", "Lowestoft")
    )
    return [opened, here], there, [("innovations-spread", "RGP", (1, None), (0, None))]


CASES: list[Callable[[Project, Year], tuple[list[Said], Said, list[Counted]]]] = [
    an_involvement,
    a_completion,
    a_score,
    a_lead_change,
    a_reopening,
    a_coaching_contact,
    a_cafe,
    a_stage_at_a_site,
]


@pytest.mark.parametrize("case", CASES)
async def test_every_figure_is_as_if_it_had_never_been_said(told: Told, case: Callable[..., Any]) -> None:
    project = Project()
    story, wrong, counted = case(project, told.year)
    before = await told.tell(*story)
    never_said = await told.figures(known=before)

    between = await told.tell(wrong)
    believed = await told.figures(known=between)
    after = await told.tell(taken_back(wrong))

    assert await told.figures(known=after) == never_said
    for slug, whose, with_it, without_it in counted:
        assert told.counted(believed, slug, whose) == with_it
        assert told.counted(never_said, slug, whose) == without_it
    assert await told.figures(as_at=before) == never_said
    assert await told.figures(as_at=between) == believed
    assert await told.figures(as_at=after) == never_said
    if any(fact["subject"] == f"project/{project.id}" for fact in story):
        await forget(told, project)


async def test_what_was_said_later_stays_and_the_lead_is_who_it_was(told: Told) -> None:
    project, year = Project(), told.year
    wrong = project.completed(year.day(10))
    await told.tell(project.registered(year.day(1)), wrong, project.scored(4, year.day(12)))

    await told.tell(taken_back(wrong), project.completed(year.day(20)), project.involved("big_i", year.day(15)))
    after = await told.tell(handed := project.handed_to("RM1", year.day(5)))
    figures = await told.figures(known=after)
    assert told.counted(figures, IMPROVEMENT, "RM1") == told.counted(figures, INVOLVEMENT, "RM1") == (1, 1)

    again = await told.tell(taken_back(handed))

    figures = await told.figures(known=again)
    assert told.counted(figures, IMPROVEMENT, "RGP") == told.counted(figures, INVOLVEMENT, "RGP") == (1, 1)
    assert told.counted(figures, IMPROVEMENT, "RM1") == told.counted(figures, INVOLVEMENT, "RM1") == (0, 0)
    [answer] = await told.door.submit([project.involved("none", year.day(16))], "RM1")
    assert answer["reason"]["type"] == "NotYourProject"


async def test_a_target_said_in_error_leaves_the_one_before(told: Told) -> None:
    first, wrong = target(INVOLVEMENT, told.year, 20), target(INVOLVEMENT, told.year, 90)
    nothing = await told.tell(target(IMPROVEMENT, told.year, 75, "RM1"), by="RM1")
    without = await told.figures(known=nothing)
    before = await told.tell(first)
    never_said = await told.figures(known=before)
    between = await told.tell(wrong)
    believed = await told.figures(known=between)

    after = await told.tell(taken_back(wrong))
    at_last = await told.tell(taken_back(first))

    key = (INVOLVEMENT, "RGP", told.year.name)
    assert [figures[key]["target"] for figures in (without, never_said, believed)] == [None, "20", "90"]
    assert await told.figures(known=at_last) == without
    for moment, then in ((nothing, without), (before, never_said), (between, believed), (after, never_said)):
        assert await told.figures(as_at=moment) == then


async def test_it_is_taken_back_once_however_often_that_is_sent(told: Told) -> None:
    project = Project()
    wrong = project.involved("big_i", told.year.day(2))
    await told.tell(project.registered(told.year.day(1)), wrong)
    withdrawal = taken_back(wrong)
    after = await told.tell(withdrawal)

    answers = await told.door.submit([withdrawal, wrong])

    # What was said keeps its identity: said again it is answered as the first time, and stays taken back.
    assert [answer["status"] for answer in answers] == ["duplicate", "duplicate"]
    assert told.counted(await told.figures(known=after), INVOLVEMENT, "RGP") == (0, 1)
    assert await told.refusal(taken_back(wrong)) == ("NoSuchFact", "event_id")
    assert await told.refusal(taken_back(withdrawal)) == ("NoSuchFact", "event_id")
    await forget(told, project)


async def test_what_nobody_said_cannot_be_taken_back(told: Told) -> None:
    project, other = Project(), Project()
    elsewhere = other.involved("big_i", told.year.day(2))
    await told.tell(project.registered(told.year.day(1)), other.registered(told.year.day(1)), elsewhere)

    assert await told.refusal(taken_back(project.started(told.year.day(2)))) == ("NoSuchFact", "event_id")
    there = taken_back(elsewhere, subject=f"project/{project.id}")
    assert await told.refusal(there) == ("NoSuchFact", "event_id")
    assert await told.refusal(taken_back(target(INVOLVEMENT, told.year, 20))) == ("NoSuchFact", "event_id")
    await forget(told, project)
    await forget(told, other)


async def test_the_fact_that_opened_a_project_stands(told: Told) -> None:
    project = Project()
    opening = project.registered(told.year.day(1))
    await told.tell(opening)

    assert await told.refusal(taken_back(opening)) == ("OpeningFact", "event_id")
    await forget(told, project)


def a_closing_that_was_reopened(project: Project, year: Year) -> Sequence[Said]:
    return project.completed(year.day(10)), project.reopened(year.day(20))


def a_score_that_was_voided(project: Project, year: Year) -> Sequence[Said]:
    score = project.scored(4, year.day(10))
    return score, project.unscored(score)


def a_start_that_was_paused(project: Project, year: Year) -> Sequence[Said]:
    return project.started(year.day(10)), project.said("paused", on=year.day(20))


@pytest.mark.parametrize("rests", [a_closing_that_was_reopened, a_score_that_was_voided, a_start_that_was_paused])
async def test_what_others_rest_on_stands_until_they_are_taken_back(
    told: Told, rests: Callable[[Project, Year], Sequence[Said]]
) -> None:
    project = Project()
    await told.tell(project.registered(told.year.day(1)))
    base, above = rests(project, told.year)
    before = await told.tell(base, above)
    figures = await told.figures(known=before)

    assert await told.refusal(taken_back(base)) == ("OthersRestOnIt", "event_id")
    assert await told.figures(known=before) == figures

    await told.tell(taken_back(above), taken_back(base))
    await forget(told, project)


async def test_only_who_said_it_takes_it_back(told: Told) -> None:
    project, year = Project(), told.year
    ours, theirs = project.involved("big_i", year.day(2)), project.involved("little_i", year.day(120))
    handed = project.handed_to("RM1", year.day(100))
    await told.tell(project.registered(year.day(1)), ours, handed)
    await told.tell(theirs, by="RM1")

    # RM1 leads by now, and RGP no longer: neither decides.
    assert (await told.refusal(taken_back(ours, "RM1"), "RM1"))[0] == "NotYours"
    assert (await told.refusal(taken_back(theirs), "RGP"))[0] == "NotYours"
    assert (await told.refusal(taken_back(handed), "RGP"))[0] == "OthersRestOnIt"
    await told.tell(taken_back(ours))
    await told.tell(taken_back(theirs, "RM1"), by="RM1")
    after = await told.tell(taken_back(handed))

    figures = await told.figures(known=after)
    assert told.counted(figures, INVOLVEMENT, "RGP") == (0, 1)
    assert told.counted(figures, INVOLVEMENT, "RM1") == (0, 0)
    await forget(told, project)


def agreed(slug: str, organisation: str) -> Said:
    """Return that an organisation agrees with a measure."""
    data = {"organisation": organisation, "version": 1, "on": "2015-05-05"}
    return target(slug, Year(2015), 1, organisation) | {"type": "measure.agreed", "data": data}


async def test_what_others_said_under_the_same_id_stays(told: Told) -> None:
    ours, theirs = target(INVOLVEMENT, told.year, 20), agreed(INVOLVEMENT, "RM1")
    theirs["id"] = ours["id"]
    await told.tell(ours)
    await told.tell(theirs, by="RM1")

    after = await told.tell(taken_back(theirs, "RM1"), by="RM1")

    figures = await told.figures(known=after)
    assert figures[INVOLVEMENT, "RGP", told.year.name]["target"] == "20"


async def test_only_who_set_a_target_takes_it_back(told: Told) -> None:
    ours = target(INVOLVEMENT, told.year, 20)
    before = await told.tell(ours)

    assert (await told.refusal(taken_back(ours, "RM1"), "RM1"))[0] == "NotYours"
    figures = await told.figures(known=before)
    assert figures[INVOLVEMENT, "RGP", told.year.name]["target"] == "20"


async def forget(told: Told, project: Project) -> None:
    """Void a project that would else stay open into the years of others."""
    await told.tell(project.voided())
