"""Two publications in relevant journals: what is one publication, whose it is, and when it appeared."""

import pytest

from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key

SLUG = "publications"


def published(story: Story, number: int, on: str = "2022-08-14", *, by: str = "RGP", **others: object) -> None:
    said = {"title": "Rounds", "journal": "BMJ", "kind": "journal_article", "relevant": True, "organisations": [by]}
    story.say(f"publication/{key(number)}", event("publication.recorded", published_on=on, **{**said, **others}), by=by)


def retracted(story: Story, number: int, on: str = "2023-09-14", *, by: str = "RGP") -> None:
    story.say(f"publication/{key(number)}", event("publication.retracted", on=on, reason="Wrong."), by=by)


@pytest.mark.parametrize("doi", ["10.1136/A", "10.1136/a", " 10.1136/a\t"])
def test_records_of_one_doi_are_one_however_it_is_written(doi: str) -> None:
    story = Story()
    published(story, 1, doi="10.1136/a")
    published(story, 2, doi=doi, title="Another title", journal="Another journal")
    assert told(story, SLUG) == (1, 0)


@pytest.mark.parametrize(
    ("title", "journal", "count"),
    [("ROUNDS", "bmj", 1), (" Rounds\n", "BMJ ", 1), ("Round s", "BMJ", 2), ("Rounds", "BMJ Open", 2)],
)
def test_without_a_doi_title_and_journal_tell_publications_apart(title: str, journal: str, count: int) -> None:
    story = Story()
    published(story, 1)
    published(story, 2, title=title, journal=journal)
    assert told(story, SLUG) == (count, 0)


def test_white_space_within_a_title_is_folded_and_letters_are_case_folded() -> None:
    story = Story()
    published(story, 1, title="Die  kurze\tStraße")
    published(story, 2, title="die kurze STRASSE")
    assert told(story, SLUG) == (1, 0)


def test_one_with_a_doi_and_one_without_are_two() -> None:
    story = Story()
    published(story, 1, doi="10.1136/a")
    published(story, 2)
    assert told(story, SLUG) == (2, 0)


@pytest.mark.parametrize("kind", ["preprint", "abstract", "poster"])
def test_what_is_no_journal_article_does_not_count(kind: str) -> None:
    story = Story()
    published(story, 1, kind=kind)
    assert told(story, SLUG) == (0, 0)


def test_a_preprint_and_then_its_article_are_one_by_the_articles_day() -> None:
    story = Story()
    published(story, 1, "2022-03-14", kind="preprint", doi="10.1136/a")
    published(story, 2, "2022-06-14", doi="10.1136/a")
    assert [told(story, SLUG, year=year)[0] for year in (2021, 2022)] == [0, 1]


def test_a_journal_that_is_not_relevant_does_not_count() -> None:
    story = Story()
    published(story, 1, relevant=False)
    assert told(story, SLUG) == (0, 0)


def test_online_in_march_and_in_print_in_may_counts_in_march() -> None:
    story = Story()
    published(story, 1, "2022-05-14", doi="10.1136/a")
    published(story, 2, "2022-03-31", doi="10.1136/a")
    assert [told(story, SLUG, year=year)[0] for year in (2021, 2022)] == [1, 0]
    assert told_of_month(story, SLUG, "2022-03") == (1, 0)


def test_a_joint_paper_counts_once_for_each_organisation_and_once_for_the_system() -> None:
    story = Story()
    published(story, 1, organisations=["RGP", "RM1", "EXT"])
    assert [told(story, SLUG, whose)[0] for whose in ("RGP", "RM1", "EXT", "QMM", "")] == [1, 1, 1, 0, 1]


def test_records_of_one_paper_unite_their_organisations() -> None:
    story = Story()
    published(story, 1, doi="10.1136/a")
    published(story, 2, by="RM1", doi="10.1136/a")
    assert [told(story, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [1, 1, 1]


def test_a_retracted_paper_counts_in_no_year_whatever_the_day_of_retraction() -> None:
    story = Story()
    published(story, 1)
    published(story, 2, title="Another")
    retracted(story, 1)
    assert told(story, SLUG) == (1, 0)


def test_retracting_one_record_leaves_the_others() -> None:
    story = Story()
    published(story, 1, "2022-04-14", doi="10.1136/a")
    published(story, 2, "2022-06-14", by="RM1", doi="10.1136/a")
    retracted(story, 1)
    assert [told(story, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [0, 1, 1]
    assert [told_of_month(story, SLUG, month, "RM1")[0] for month in ("2022-04", "2022-06")] == [0, 1]


def test_a_retraction_that_was_taken_back_leaves_the_paper() -> None:
    story = Story()
    published(story, 1)
    retraction = event("publication.retracted", on="2022-09-14", reason="Wrong.")
    story.say(f"publication/{key(1)}", retraction, identity="r")
    story.say(f"publication/{key(1)}", event("publication.fact_withdrawn", event_id="r", reason="Right."))
    assert told(story, SLUG) == (1, 0)


def test_a_publication_counts_in_the_year_in_which_it_appeared() -> None:
    story = Story()
    for number, day in enumerate(("2022-03-31", "2022-04-01", "2023-03-31", "2023-04-01")):
        published(story, number, day, title=f"Rounds {number}")
    assert [told(story, SLUG, year=year)[0] for year in (2021, 2022, 2023)] == [1, 2, 1]
