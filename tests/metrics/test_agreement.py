"""What is agreed: who is a member, which version is current, who stands where, and which targets hold."""

from datetime import date

from services.metrics.agreement import Agreement, fold
from shared.contracts.event import Event
from tests.metrics.story import Story, event

STREAM = "measure/publications"
DAY = date(2022, 9, 15)


def said(*facts: Event, by: str = "RGP") -> Story:
    story = Story()
    story.say(STREAM, *facts, by=by)
    return story


def proposed(version: int = 2) -> Event:
    names = ("title", "words", "why", "unit", "counts", "numerator", "attribution", "owner")
    text: dict[str, object] = dict.fromkeys(names, "Otherwise.")
    return event("measure.proposed", **text, version=version, direction="increase", review_on="2024-04-01")


def agreed(on: str = "2022-09-01", *, version: int = 1, word: str = "agreed", by: str = "RGP", **more: object) -> Event:
    return event(f"measure.{word}", organisation=by, version=version, on=on, **more)


def target(number: int, *, year: str = "2022/23", of: str = "RGP") -> Event:
    return event("measure.target_set", organisation=of, target=number, financial_year=year)


def agreement(story: Story) -> Agreement:
    return fold(story.facts)


def test_a_measure_that_nobody_proposed_is_version_1() -> None:
    assert agreement(Story()).version("publications") == 1


def test_the_current_version_is_the_highest_proposed_that_stands() -> None:
    story = said(proposed(2))
    story.say(STREAM, proposed(3), identity="p")
    assert agreement(story).version("publications") == 3
    story.say(STREAM, event("measure.fact_withdrawn", event_id="p", reason="Not yet."))
    assert agreement(story).version("publications") == 2


def test_the_last_said_target_wins_whatever_was_said_first() -> None:
    assert agreement(said(target(9), target(5), target(7))).targets == {("publications", "RGP", 2022): 7}


def test_a_target_holds_for_its_year_and_organisation_and_does_not_carry_over() -> None:
    story = said(target(5), target(6, year="2023/24"))
    story.say(STREAM, target(7, of="RM1"), by="RM1")
    assert agreement(story).targets == {
        ("publications", "RGP", 2022): 5, ("publications", "RGP", 2023): 6, ("publications", "RM1", 2022): 7
    }  # fmt: skip


def test_a_target_that_was_taken_back_leaves_the_one_before() -> None:
    story = said(target(5))
    story.say(STREAM, target(7), identity="t")
    story.say(STREAM, event("measure.fact_withdrawn", event_id="t", reason="A slip."))
    assert agreement(story).targets == {("publications", "RGP", 2022): 5}


def test_a_stance_is_the_latest_statement_on_the_current_version_by_a_day() -> None:
    told = agreement(said(agreed("2022-09-01"), agreed("2022-09-10", word="objected", note="Too vague.")))
    stances = [told.stance("publications", "RGP", date(2022, 9, day)) for day in (1, 9, 10)]
    assert [one is not None and one.agrees for one in stances] == [True, True, False]
    assert stances[2] is not None
    assert stances[2].note == "Too vague."
    assert told.stance("publications", "RGP", date(2022, 8, 31)) is None
    assert told.stance("publications", "RM1", DAY) is None


def test_of_two_statements_of_one_day_the_later_said_holds() -> None:
    assert agreement(said(agreed(), agreed(word="objected"))).agrees("publications", "RGP", DAY) is False
    assert agreement(said(agreed(word="objected"), agreed())).agrees("publications", "RGP", DAY) is True


def test_statements_on_another_version_are_no_stance() -> None:
    story = said(agreed(), proposed(2))
    assert agreement(story).stance("publications", "RGP", DAY) is None
    story.say(STREAM, agreed(version=2))
    assert agreement(story).agrees("publications", "RGP", DAY)


def test_a_member_is_one_from_the_day_of_joining_up_to_the_day_of_leaving() -> None:
    story = Story()
    joined = event("organisation.joined", name="RY3", kind="acute", on="2022-04-10")
    story.say("organisation/RY3", joined, event("organisation.left", on="2022-09-20", successor="RGP"), by="RY3")
    told = agreement(story)
    days = [date(2022, 4, 9), date(2022, 4, 10), date(2022, 9, 19), date(2022, 9, 20)]
    assert [told.members(day) for day in days] == [[], ["RY3"], ["RY3"], []]
    assert told.organisations["RY3"].successor == "RGP"


def test_leaving_that_was_taken_back_leaves_it_a_member() -> None:
    story = Story()
    story.say("organisation/RY3", event("organisation.joined", name="RY3", kind="acute", on="2022-04-10"), by="RY3")
    story.say("organisation/RY3", event("organisation.left", on="2022-09-20"), by="RY3", identity="l")
    back = event("organisation.fact_withdrawn", event_id="l", reason="They stay.")
    story.say("organisation/RY3", back, by="RY3")
    assert agreement(story).members(date(2026, 1, 1)) == ["RY3"]


def test_a_retired_measure_says_when() -> None:
    told = agreement(said(event("measure.retired", on="2022-09-30", reason="Done.")))
    assert told.retired["publications"].on == date(2022, 9, 30)


def test_streams_are_independent_of_the_order_in_which_they_come() -> None:
    story = said(agreed(), target(5))
    story.say("organisation/RY3", event("organisation.joined", name="RY3", kind="acute", on="2022-04-10"), by="RY3")
    story.say("measure/ics-places", target(12))
    backwards = sorted(story.facts, key=lambda fact: (fact.stream, fact.version), reverse=False)
    other = sorted(backwards, key=lambda fact: fact.stream, reverse=True)
    assert fold(backwards) == fold(other) == agreement(story)
