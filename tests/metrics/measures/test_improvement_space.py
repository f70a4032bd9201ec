"""A physical and a digital space: which parts are planned, and which stand signed off."""

from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event

SLUG = "improvement-space"


def planned(story: Story, part: str, due: str = "2022-12-31", *, by: str = "RGP", of: str = SLUG) -> None:
    said = event("milestone.planned", title=part, part_of=of, organisation=by, due_on=due)
    story.say(f"milestone/{part}", said, by=by)


def signed(story: Story, part: str, on: str = "2022-12-01", *, identity: str | None = None) -> None:
    said = event("milestone.signed_off", on=on, role="chief_executive")
    story.say(f"milestone/{part}", said, identity=identity)


def revoked(story: Story, part: str, on: str) -> None:
    story.say(f"milestone/{part}", event("milestone.revoked", on=on, role="chief_executive"))


def space() -> Story:
    """Plan both parts."""
    story = Story()
    planned(story, "physical")
    planned(story, "digital")
    return story


def test_of_two_planned_parts_none_one_or_both_are_signed_off() -> None:
    story = space()
    counts = [told(story, SLUG)]
    for part in ("physical", "digital"):
        signed(story, part)
        counts.append(told(story, SLUG))
    assert counts == [(0, 2), (1, 2), (2, 2)]


def test_evidence_is_not_a_signature() -> None:
    story = space()
    story.say("milestone/physical", event("milestone.evidenced", on="2022-11-01", evidence="Photographs."))
    assert told(story, SLUG) == (0, 2)


def test_a_signature_twice_is_one() -> None:
    story = space()
    signed(story, "physical", "2022-11-01")
    signed(story, "physical", "2022-12-01")
    assert told(story, SLUG) == (1, 2)


def test_a_part_revoked_within_the_year_is_not_signed_off() -> None:
    story = space()
    signed(story, "physical", "2022-11-01")
    revoked(story, "physical", "2023-03-31")
    assert told(story, SLUG) == (0, 2)


def test_a_revocation_after_the_year_changes_nothing_in_it() -> None:
    story = space()
    signed(story, "physical", "2022-11-01")
    revoked(story, "physical", "2023-04-01")
    assert told(story, SLUG) == (1, 2)


def test_a_signature_after_the_year_changes_nothing_in_it() -> None:
    story = space()
    signed(story, "physical", "2023-04-01")
    assert told(story, SLUG) == (0, 2)


def test_of_signature_and_revocation_the_latest_by_date_holds_and_of_one_day_the_later_said() -> None:
    story = space()
    revoked(story, "physical", "2022-11-01")
    signed(story, "physical", "2022-11-01")
    signed(story, "digital", "2022-11-02")
    revoked(story, "digital", "2022-11-01")
    assert told(story, SLUG) == (2, 2)


def test_a_signature_that_was_taken_back_was_never_given() -> None:
    story = space()
    signed(story, "physical", identity="s")
    story.say("milestone/physical", event("milestone.fact_withdrawn", event_id="s", reason="Too early."))
    assert told(story, SLUG) == (0, 2)


def test_a_part_counts_in_the_year_in_which_it_is_due() -> None:
    story = Story()
    for part, due in (("a", "2022-03-31"), ("b", "2022-04-01"), ("c", "2023-03-31"), ("d", "2023-04-01")):
        planned(story, part, due)
    assert [told(story, SLUG, year=year) for year in (2021, 2022, 2023)] == [(0, 1), (0, 2), (0, 1)]


def test_each_month_of_the_year_has_the_state_of_its_last_day() -> None:
    story = space()
    signed(story, "physical", "2022-10-31")
    revoked(story, "physical", "2023-01-15")
    months = ("2022-03", "2022-04", "2022-09", "2022-10", "2022-12", "2023-01", "2023-04")
    assert [told_of_month(story, SLUG, month) for month in months] == [
        (0, 0), (0, 2), (0, 2), (1, 2), (1, 2), (0, 2), (0, 0)
    ]  # fmt: skip


def test_a_milestone_of_another_measure_is_no_part() -> None:
    story = space()
    planned(story, "other", of="dashboard-agreed")
    assert told(story, SLUG) == (0, 2)


def test_each_organisation_has_its_own_parts_and_the_system_has_all() -> None:
    story = space()
    planned(story, "theirs", by="RM1")
    signed(story, "physical")
    assert [told(story, SLUG, whose) for whose in ("RGP", "RM1", "")] == [(1, 2), (0, 1), (1, 3)]
