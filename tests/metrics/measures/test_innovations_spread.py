"""Two innovations adopted and spread: how many sites make it so, on which day, and what undoes it."""

import pytest

from shared.contracts.event import Event
from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key

SLUG = "innovations-spread"
FENO = f"innovation/{key(1)}"


def story(*facts: Event, **more: object) -> Story:
    """Begin with a proven innovation."""
    begun = Story()
    said = {"title": "FeNO", "programme": "Rapid Uptake", "evidence_url": "https://example.org/feno", **more}
    begun.say(FENO, event("innovation.registered", **said), *facts)
    return begun


def reached(site: str, on: str, stage: str = "adopted", by: str = "RGP") -> Event:
    return event("innovation.stage_reached", organisation=by, site=site, stage=stage, on=on)


GORLESTON, LOWESTOFT = reached("Gorleston", "2022-05-03"), reached("Lowestoft", "2022-07-03")


def test_adopted_at_two_sites_it_is_spread_in_the_month_of_the_second() -> None:
    one = story(LOWESTOFT, GORLESTON)
    assert told(one, SLUG) == (1, 0)
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-05", "2022-07", "2022-08")] == [0, 1, 0]


def test_at_one_site_it_is_a_pilot() -> None:
    assert told(story(GORLESTON, reached("Gorleston", "2022-07-03")), SLUG) == (0, 0)


@pytest.mark.parametrize("stage", ["considered", "approved", "piloted"])
def test_a_site_that_has_not_adopted_it_does_not_count(stage: str) -> None:
    assert told(story(GORLESTON, reached("Lowestoft", "2022-07-03", stage)), SLUG) == (0, 0)


@pytest.mark.parametrize(("needed", "count"), [(1, 1), (2, 1), (3, 0)])
def test_its_registration_says_how_many_sites_make_it_spread(needed: int, count: int) -> None:
    assert told(story(GORLESTON, LOWESTOFT, spread_sites=needed), SLUG) == (count, 0)


def test_it_counts_in_the_year_in_which_the_last_needed_site_adopted_it_alone() -> None:
    one = story(
        reached("Gorleston", "2022-03-31"), reached("Lowestoft", "2023-03-31"), reached("Beccles", "2023-04-01")
    )
    assert [told(one, SLUG, year=year)[0] for year in (2021, 2022, 2023)] == [0, 1, 0]


def test_a_third_site_does_not_move_the_day() -> None:
    one = story(GORLESTON, LOWESTOFT, reached("Beccles", "2022-09-03"))
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-07", "2022-09")] == [1, 0]


def test_a_site_told_of_late_moves_the_day_back() -> None:
    one = story(GORLESTON, LOWESTOFT, reached("Beccles", "2022-04-03"))
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-05", "2022-07")] == [1, 0]


def test_what_was_discontinued_within_the_year_is_not_spread() -> None:
    assert told(story(GORLESTON, LOWESTOFT, reached("Lowestoft", "2023-03-31", "discontinued")), SLUG) == (0, 0)


def test_what_was_discontinued_after_the_year_changes_nothing_in_it() -> None:
    one = story(GORLESTON, LOWESTOFT, reached("Lowestoft", "2023-04-01", "discontinued"))
    assert [told(one, SLUG, year=year)[0] for year in (2022, 2023)] == [1, 0]


def test_adopted_again_it_is_spread_since_then() -> None:
    again = (reached("Lowestoft", "2022-08-03", "discontinued"), reached("Lowestoft", "2022-10-03"))
    one = story(GORLESTON, LOWESTOFT, *again)
    assert told(one, SLUG) == (1, 0)
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-07", "2022-08", "2022-10")] == [1, 0, 1]


def test_adopted_twice_without_a_stop_it_is_in_use_since_the_first_time() -> None:
    one = story(GORLESTON, LOWESTOFT, reached("Lowestoft", "2022-10-03"))
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-07", "2022-10")] == [1, 0]


def test_of_two_stages_of_one_day_the_later_said_holds() -> None:
    stopped, adopted = reached("Lowestoft", "2022-07-03", "discontinued"), LOWESTOFT
    assert told(story(GORLESTON, adopted, stopped), SLUG) == (0, 0)
    assert told(story(GORLESTON, stopped, adopted), SLUG) == (1, 0)


def test_sites_of_two_organisations_do_not_make_one_spread() -> None:
    one = story(GORLESTON)
    one.say(FENO, reached("Lowestoft", "2022-07-03", by="RM1"), by="RM1")
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [0, 0, 0]


def test_the_system_counts_it_once_in_the_year_in_which_it_was_first_spread_anywhere() -> None:
    one = story(GORLESTON, LOWESTOFT)
    one.say(FENO, reached("Ward 1", "2023-05-03", by="RM1"), reached("Ward 2", "2023-05-03", by="RM1"), by="RM1")
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [1, 0, 1]
    assert [told(one, SLUG, whose, 2023)[0] for whose in ("RGP", "RM1", "")] == [0, 1, 0]


def test_a_stage_that_was_taken_back_was_never_reached() -> None:
    one = story(GORLESTON)
    one.say(FENO, LOWESTOFT, identity="l")
    one.say(FENO, event("innovation.fact_withdrawn", event_id="l", reason="Another site."))
    assert told(one, SLUG) == (0, 0)
