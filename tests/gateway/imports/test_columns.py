"""Columns are found by what people call them, wherever they stand."""

import pytest

from services.gateway.imports.catalogue import KINDS
from services.gateway.imports.cells import folded
from services.gateway.imports.columns import header, letters, tells_of_patients
from services.gateway.imports.kinds.project_columns import COLUMNS

LIFE_QI = (
    "Project ID", "Project title", "Organisation", "Department", "Aim statement", "Status", "Start date",
    "Date completed", "Progress score", "Service user involvement", "Date created", "Last updated by",
)  # fmt: skip


def test_an_export_is_read_without_edits_and_says_what_is_not_used() -> None:
    rows = [["Projects of the trust", None], [], [*LIFE_QI], ["1", "Falls"]]

    found = header(rows, COLUMNS)

    assert found is not None
    assert found.row == 3
    assert found.places == {
        "reference": 0, "title": 1, "lead": 2, "division": 3, "aim": 4, "status": 5, "started_on": 6, "closed_on": 7,
        "score": 8, "involvement": 9, "registered_on": 10,
    }  # fmt: skip
    assert found.unused == ["Last updated by"]


def test_of_two_columns_of_one_meaning_the_first_is_used() -> None:
    found = header([["ID", "Reference", "Title"]], COLUMNS)

    assert found is not None
    assert (found.places["reference"], found.unused) == (0, ["Reference"])


def test_a_sheet_without_any_of_the_columns_has_no_header() -> None:
    assert header([["a", "b"], ["c"]], COLUMNS) is None


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_means_two_columns_of_a_kind(kind: str) -> None:
    names = [(folded(said), one.name) for one in KINDS[kind].columns for said in (one.title, *one.known_as)]

    assert len({spelt for spelt, _ in names}) == len(set(names))


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_dictionary_can_be_read(kind: str) -> None:
    for one in KINDS[kind].columns:
        if one.example:
            one.read(one.example)
        for said in one.choices:
            one.read(said)


def test_columns_are_lettered_as_a_spreadsheet_does() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize("heading", ["NHS number", "NHS No.", "nhs_num", "Patient name", "MRN", "Date of birth", "DOB"])
def test_what_would_name_a_patient_is_known_by_its_heading(heading: str) -> None:
    assert tells_of_patients(heading)


@pytest.mark.parametrize("heading", ["Patient involvement", "NHS organisation", "Patient-centred", "Number", "Doble"])
def test_not_every_heading_with_patients_in_it_names_one(heading: str) -> None:
    assert not tells_of_patients(heading)
