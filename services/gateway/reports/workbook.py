"""A board's report as Excel: figures, charts that Excel draws, the months behind them, definitions, and how fresh."""

import io

from services.gateway.charts.columns import columns
from services.gateway.exports.answers import about, definitions, table
from services.gateway.exports.tables import Row
from services.gateway.exports.workbook import Drawn, Sheet, book
from services.gateway.reports.board import NOTES, TITLE, Board, Entry

FIRST = ("ambition", "title")


def as_xlsx(board: Board, asked: str) -> bytes:
    """Make the workbook."""
    file = io.BytesIO()
    with book(file, f"{TITLE}: {board.about}", board.stamp) as made:
        made.table(_figures(board))
        made.charts("Charts", "Months", [_drawn(one) for one in board.entries if one.series and one.series.points])
        defined = definitions({"items": [{"definition": one.definition} for one in board.entries]})
        made.table(Sheet("Definitions", list(defined[0]) if defined else [], defined, prose=True))
        made.table(Sheet("About", ["What", "Said"], _about(board, asked), prose=True))
    return file.getvalue()


def _figures(board: Board) -> Sheet:
    names, rows = table({"items": [one.figure for one in board.entries]})
    told: list[Row] = [
        {"ambition": one.ambition, "title": one.view.title, **row}
        for one, row in zip(board.entries, rows, strict=True)
    ]  # fmt: skip
    return Sheet("Figures", [*FIRST, *names], told)


def _about(board: Board, asked: str) -> list[Row]:
    shown: Row = {"What": "Shown", "Said": board.about}
    notes: list[Row] = [{"What": "How to read this", "Said": note} for note in NOTES]
    return [shown, *about({"items": [one.figure for one in board.entries]}, asked), *notes]


def _drawn(one: Entry) -> Drawn:
    assert one.series is not None
    labels = [point.label for point in one.series.points]
    said = one.chart.said if one.chart else ""
    return Drawn(one.view.title, said, labels, columns(one.series), one.series.unit)
