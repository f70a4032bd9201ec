"""The same figures in rows: columns are the members' names, and what is withheld is a star in every form."""

from typing import Any

from services.gateway.exports.answers import table
from services.gateway.exports.tables import as_csv

FIGURE: dict[str, Any] = {
    "slug": "people-trained", "organisation": "RGP", "numerator": 101, "denominator": None, "value": "101",
    "needed": 0, "status": "achieved",
}  # fmt: skip
HIDDEN = FIGURE | {"numerator": None, "value": None, "needed": None, "status": "suppressed", "suppressed": True}


def lines(body: dict[str, Any]) -> list[str]:
    return as_csv(*table(body)).decode().splitlines()


def test_a_figure_is_one_row_under_its_members_names() -> None:
    assert lines(FIGURE | {"definition": {"title": "People"}, "agreement": {}}) == [
        "slug,organisation,numerator,denominator,value,needed,status",
        "people-trained,RGP,101,,101,0,achieved",
    ]


def test_measures_are_rows_of_their_figures() -> None:
    items = [{"slug": "people-trained", "definition": {}, "agreement": {}, "figure": FIGURE}]
    assert lines({"items": items, "next": None}) == lines(FIGURE)


def test_a_suppressed_number_is_a_star_and_one_that_is_not_there_is_nothing() -> None:
    assert lines(HIDDEN)[1] == "people-trained,RGP,*,,*,*,suppressed,True"


def test_a_list_of_texts_is_one_cell_and_a_formula_is_a_text() -> None:
    assert lines({"items": [{"tags": ["a", "b"], "title": "=1+1"}]}) == ["tags,title", "a; b,'=1+1"]


def test_rows_that_say_different_things_share_all_columns() -> None:
    assert lines({"items": [{"a": 1}, {"b": 2}]}) == ["a,b", "1,", ",2"]


def test_nothing_listed_is_an_empty_table() -> None:
    assert lines({"items": [], "next": None}) == [""]
