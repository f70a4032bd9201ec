"""A board's report as PowerPoint, 16:9: one measure a slide, with a chart that its reader can edit."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from services.gateway.charts.columns import columns
from services.gateway.charts.months import WORDS as SAID
from services.gateway.reports.board import NOTES, TITLE, Board, Entry
from services.gateway.reports.deck import Area, Deck

ROWS = 9
"""How many rows of a table fit on a slide."""
HEAD = ("Measure", "Figure", "Of", "Target", "Status", "To the target")
WORDS, DRAWING, BELOW = Area(0.6, 1.45, 4.1, 5.2), Area(4.9, 1.45, 7.9, 5.2), Area(0.6, 1.45, 12.2, 5.2)
"""In inches: the words of a measure, its chart, and all that is below a title."""

_T = TypeVar("_T")


def as_pptx(board: Board) -> bytes:
    """Make the slides."""
    deck = Deck(f"{TITLE}: {board.about}", board.stamp)
    deck.opening(TITLE, [board.about, board.stamp, *(f"{word}: {count}" for word, count in board.tally)])
    for name, entries in board.ambitions.items():
        for some in _in_parts(entries):
            deck.slide(name).table(HEAD, [_row(one) for one in some], (3.9, 1.6, 1.8, 1.7, 1.6, 1.6), BELOW)
    if since := board.since:
        for part in _in_parts(since.items):
            rows = [(one.title, one.then, one.now, one.counted or ("Changed" if one.changed else "")) for one in part]
            slide = deck.slide(f"Since the board last saw it: {since.label}")
            slide.table(("Measure", f"As known on {since.frozen}", "Now", "Since"), rows, (4.2, 2.7, 2.7, 2.6), BELOW)
    for one in board.entries:
        _measure(deck, one)
    deck.slide("How to read this").text(NOTES, BELOW)
    return deck.saved()


def _measure(deck: Deck, one: Entry) -> None:
    view, slide = one.view, deck.slide(one.view.title)
    slide.figure(view.headline, view.detail, WORDS)
    icons = [icon for icon in (one.variation.variation, one.variation.assurance) if icon]
    said = [
        f"{view.status.word}. {view.status.meaning}",
        f"Target: {view.target}",
        view.needed,
        view.why,
        *(f"{icon.word}: {icon.meaning}" for icon in icons),
        one.chart.said if one.chart else "",
    ]
    slide.text([text.strip() for text in said if text], WORDS.below(1.1))
    if one.months:
        rows = [(f"{month.on:%B} {month.on.year}", SAID[month.state].capitalize()) for month in one.months]
        slide.table(("Month", "Done"), rows, (4, 3.9), DRAWING, size=11)
    elif one.chart and one.series:
        title = f"{view.title}, month by month"
        slide.chart(title, one.series, columns(one.series), DRAWING, one.chart.said)
    else:
        slide.text([f"{term}: {said}" for term, said in one.defined], DRAWING, size=14)
    slide.note([f"“{one.definition['words']}”", *(f"{term}: {said}" for term, said in one.defined)])


def _row(one: Entry) -> Sequence[str]:
    view = one.view
    return (view.title, view.headline, view.detail, view.target, view.status.word, view.needed)


def _in_parts(many: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (many[start : start + ROWS] for start in range(0, len(many), ROWS))
