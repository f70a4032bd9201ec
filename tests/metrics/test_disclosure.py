"""What others see of small numbers of people: the same whatever the number is, in every way of asking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from services.metrics import answers, evidence, figures, restatements, series
from services.metrics.disclosure import Reader, disclosed, rounded
from services.metrics.measures import MEASURES
from tests.metrics.readside import ReadSide
from tests.metrics.story import TOLD_AT, Story, event, key

PEOPLE = [measure for measure in MEASURES.values() if measure.counts_people]
OWN, OTHER, ALL = Reader("RM1"), Reader("RGP"), Reader(sees_all=True)
COUNTS = {"numerator", "value", "needed", "count", "counted", "not_counted"}
YEARS = ("2021/22", "2022/23", "2023/24")


def figure(numerator: int, *, target: int | None = 100, status: str = "on_track") -> dict[str, Any]:
    return {
        "slug": "people-trained", "organisation": "RM1", "numerator": numerator, "denominator": None,
        "value": str(numerator), "target": None if target is None else str(target), "status": status,
        "needed": None if target is None else max(0, target - numerator),
    }  # fmt: skip


def seen(numerator: int, reader: Reader = OTHER, **more: Any) -> dict[str, Any]:
    return disclosed(MEASURES["people-trained"], figure(numerator, **more), reader)


def test_the_measures_of_people_are_those_of_training_and_scholarships() -> None:
    assert (
        {one.slug for one in PEOPLE}
        == {"people-trained", "nmahp-internal", "nmahp-external", "active-coaches"} & {one.slug for one in PEOPLE}
        >= {"people-trained", "nmahp-internal", "nmahp-external"}
    )


@pytest.mark.parametrize(
    ("many", "shown"),
    [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (22, 20), (23, 25), (101, 100)],
)
def test_one_to_seven_are_withheld_and_the_rest_are_rounded_to_the_nearest_five(many: int, shown: int | None) -> None:
    assert rounded(many) == shown


def test_ones_own_figures_and_the_systems_are_as_they_are() -> None:
    assert seen(3, OWN) == figure(3)
    assert seen(3, ALL) == figure(3)
    assert disclosed(MEASURES["people-trained"], figure(3) | {"organisation": None}, OTHER)["numerator"] == 3


def test_nobody_in_particular_sees_as_others_do() -> None:
    assert seen(3, Reader())["suppressed"] is True


def test_of_a_withheld_figure_neither_number_nor_value_nor_need_are_told() -> None:
    told = seen(3)
    assert [told[name] for name in ("numerator", "value", "needed", "suppressed")] == [None, None, None, True]
    assert told["target"] == "100"


def test_what_is_rounded_is_consistent_with_what_is_told_beside_it() -> None:
    told = seen(98)
    assert [told[name] for name in ("numerator", "value", "needed")] == [100, "100", 0]
    assert "suppressed" not in told
    assert seen(0)["numerator"] == 0
    assert seen(0)["needed"] == 100


@pytest.mark.parametrize("many", [3, 98])
@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("achieved", "achieved"), ("not_achieved", "not_achieved"), ("no_target", "no_target"),
        ("on_track", "suppressed"), ("at_risk", "suppressed"), ("off_track", "suppressed"),
        ("insufficient_data", "suppressed"),
    ],
)  # fmt: skip
def test_a_status_that_would_narrow_the_number_is_withheld_rounded_or_not(many: int, status: str, shown: str) -> None:
    assert seen(many, status=status)["status"] == shown


def test_what_is_not_of_people_is_shown_as_it_is() -> None:
    publications = figure(3) | {"slug": "publications"}
    assert disclosed(MEASURES["publications"], publications, OTHER) == publications


@dataclass(frozen=True)
class Way:
    """How many of RM1's people completed something in each month from April 2022, and how many what does not count."""

    months: tuple[int, ...]
    not_counted: int = 0

    def people(self) -> Iterator[tuple[int, str]]:
        """Yield each person with the day."""
        numbers = count(1)
        for place, many in enumerate(self.months):
            for _ in range(many):
                yield next(numbers), f"2022-{4 + place:02}-15"


def story(way: Way) -> Story:
    """Tell of RM1's people, of whom RGP asks. RM1 has promised nothing, so that no status tells of them."""
    one = Story()
    for code in ("RGP", "RM1"):
        one.say(f"organisation/{code}", event("organisation.joined", name=code, kind="acute", on="2022-04-01"), by=code)
    for number, of_class in ((1, "qi_fundamentals"), (2, "other")):
        course = event("course.announced", title="QI", class_=of_class, provider_organisation="RGP",
                       ics_programme=False)  # fmt: skip
        one.say(f"course/{key(number)}", course)
    for number, on in way.people():
        learned(one, number, on)
        scholar(one, number, on, "nurse")
    for number in range(900, 900 + way.not_counted):
        learned(one, number, "2022-05-15", course=2)
        scholar(one, number, "2022-05-15", "doctor")
    return one


def learned(one: Story, number: int, on: str, *, course: int = 1, by: str = "RM1") -> None:
    done = event("training.completed", course=key(course), organisation=by, completed_on=on)
    one.say(f"person/{key(number)}", done, by=by)


def scholar(one: Story, number: int, on: str, profession: str) -> None:
    enrolled = event("scholarship.enrolled", person=key(number), organisation="RM1", profession=profession,
                     cohort="One", on="2022-04-05")  # fmt: skip
    one.say(f"scholarship/{key(number)}", enrolled, event("scholarship.completed", on=on))


async def told_to(side: ReadSide, reader: Reader, as_at: datetime | None = None) -> list[Any]:
    """Return all that a reader is told of RM1's people, in every way of asking."""
    told: list[Any] = []
    for year in YEARS:
        async with side.asked(year, now=TOLD_AT, as_at=as_at, reader=reader) as reading:
            for measure in PEOPLE:
                told += await figures.read(reading, [measure], ["RM1"])
                told.append(await series.series(reading, measure, "RM1"))
                told.append(await evidence.counts(reading, measure, "RM1"))
                rows = await evidence.items(reading, measure, "RM1", 500, None)
                told.append([evidence.item(row) for row in rows])
    return told


async def told_of(side: ReadSide, way: Way, reader: Reader) -> list[Any]:
    await side.clear()
    await side.take(story(way).facts)
    return await told_to(side, reader)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Way((1,)), Way((7,))),
        (Way((2, 3)), Way((3, 2))),
        (Way((1, 1, 1)), Way((2, 2, 3))),
        (Way((8,)), Way((12,))),
        (Way((13, 1)), Way((15, 2))),
        (Way((3,), not_counted=1), Way((4,), not_counted=7)),
        (Way((0,), not_counted=2), Way((0,), not_counted=5)),
    ],
)
async def test_others_are_told_the_same_whichever_of_the_numbers_it_is(side: ReadSide, one: Way, other: Way) -> None:
    to_others = [await told_of(side, way, OTHER) for way in (one, other)]
    assert to_others[0] == to_others[1]
    to_itself = [await told_of(side, way, OWN) for way in (one, other)]
    assert to_itself[0] != to_itself[1]


async def test_an_answers_tag_is_made_from_what_is_shown(side: ReadSide) -> None:
    tags = [answers._digest(await told_of(side, Way((many,)), OTHER)) for many in (2, 5)]
    assert tags[0] == tags[1]


async def test_no_count_of_one_to_seven_is_told_at_any_moment_in_any_form(side: ReadSide) -> None:
    one = story(Way((2, 0, 9, 4), not_counted=3))
    await side.take(one.facts)
    for fact in one.facts[::3]:
        found = list(counts(await told_to(side, OTHER, as_at=fact.recorded_at)))
        assert [number for number in found if 0 < number < 8 or number % 5] == []
    assert 15 in found


def counts(told: Any) -> Iterator[int]:
    """Yield every count that an answer holds, however deep, also where it is written as a text."""
    if isinstance(told, list):
        for one in told:
            yield from counts(one)
    elif isinstance(told, dict):
        for name, value in told.items():
            if name in COUNTS and value is not None and not isinstance(value, bool):
                yield int(value)
            elif isinstance(value, dict | list):
                yield from counts(value)


async def test_side_by_side_each_organisation_is_rounded_for_itself(side: ReadSide) -> None:
    one = story(Way((9,)))
    for number in range(500, 503):
        learned(one, number, "2022-05-15", by="RGP")
    await side.take(one.facts)
    codes = ["RGP", "RM1", "QMM"]
    shown = {}
    for reader in (OWN, OTHER, Reader("QMM"), ALL):
        found = await side.figures("2022/23", codes, now=TOLD_AT, measures=[MEASURES["people-trained"]], reader=reader)
        shown[reader.organisation] = [found["people-trained", code]["numerator"] for code in codes]
    assert shown == {"RM1": [None, 9, 0], "RGP": [3, 10, 0], "QMM": [None, 10, 0], None: [3, 9, 0]}


async def test_what_was_restated_in_the_system_does_not_tell_whose_people_they_are(side: ReadSide) -> None:
    one = story(Way((3,)))
    before = one.now
    learned(one, 500, "2022-05-15", by="RGP")
    for number in range(501, 504):
        learned(one, number, "2022-05-15")
    await side.take(one.facts)

    async def whose(reader: Reader) -> list[str | None]:
        async with side.asked("2022/23", now=TOLD_AT, reader=reader) as reading:
            found = await restatements.restatements(reading, [MEASURES["people-trained"]], "", before)
        return sorted(str(row["organisation"]) for row in found["people-trained"])

    assert await whose(OTHER) == ["None", "None", "None", "RGP"]
    assert await whose(OWN) == ["None", "RM1", "RM1", "RM1"]
    assert await whose(ALL) == ["RGP", "RM1", "RM1", "RM1"]
