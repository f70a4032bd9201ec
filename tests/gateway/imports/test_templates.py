"""A template is a workbook that says what goes where, and offers what can be chosen."""

import io

import pytest
from openpyxl import load_workbook

from services.gateway.imports.catalogue import KINDS
from services.gateway.imports.columns import header
from services.gateway.imports.sheets import sheets
from services.gateway.imports.templates import DICTIONARY, as_csv_template, workbook


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_is_a_list_and_every_day_is_checked(kind: str) -> None:
    sheet = load_workbook(io.BytesIO(workbook(KINDS[kind])))[KINDS[kind].title]
    rules = {str(one.sqref).split(":")[0].rstrip("0123456789"): one for one in sheet.data_validations.dataValidation}

    for cell, column in zip(sheet[1], KINDS[kind].columns, strict=True):
        rule = rules[cell.column_letter]
        assert cell.value == column.title + ("*" if column.required else "")
        assert rule.prompt == column.says[:255]
        if column.choices:
            assert (rule.type, rule.formula1) == ("list", f'"{",".join(column.choices)}"')
        elif column.is_day:
            assert rule.type == "date"


@pytest.mark.parametrize("kind", KINDS)
def test_the_dictionary_tells_of_every_column(kind: str) -> None:
    sheet = load_workbook(io.BytesIO(workbook(KINDS[kind])))[DICTIONARY]
    told = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=7)}

    assert told.keys() == {one.title for one in KINDS[kind].columns}
    for one in KINDS[kind].columns:
        assert one.says in str(told[one.title])


@pytest.mark.parametrize("kind", KINDS)
async def test_its_own_headings_are_found_again_in_either_form(kind: str) -> None:
    for content in (workbook(KINDS[kind]), as_csv_template(KINDS[kind])):
        found = header((await sheets(content))[0].rows, KINDS[kind].columns)
        assert found is not None
        assert list(found.places) == [one.name for one in KINDS[kind].columns]
        assert found.unused == []
