"""A board's report as PDF/UA-1: tagged headings, lists and tables, alternatives to every chart, and its language.

The standard is enforced where it is set: a chart without an alternative would not compile. What is said comes in as
data and is never read as markup.
"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst

from services.gateway.exports.raster import FONTS
from services.gateway.reports.board import NOTES, TITLE, Board, Entry

_TEMPLATE = Path(__file__).with_name("board.typ")


def as_pdf(board: Board) -> bytes:
    """Set the report."""
    return typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"board": msgspec.json.encode(_told(board)).decode()},
        font_paths=_fonts(),
        pdf_standards=["ua-1"],
        timestamp=datetime.now(UTC).replace(microsecond=0),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _told(board: Board) -> dict[str, Any]:
    since = board.since
    return {
        "title": TITLE,
        "about": board.about,
        "stamp": board.stamp,
        "tally": [{"status": word, "count": count} for word, count in board.tally],
        "ambitions": [
            {"name": name, "entries": [_entry(one) for one in entries]} for name, entries in board.ambitions.items()
        ],
        "since": since
        and {
            "label": since.label,
            "frozen": since.frozen,
            "items": [
                {
                    "title": one.title,
                    "then": f"{one.then}\n{one.then_status.word}",
                    "now": f"{one.now}\n{one.now_status.word}",
                    "since": one.counted or ("Changed" if one.changed else "As it was"),
                }
                for one in since.items
            ],
        },
        "notes": NOTES,
    }


def _entry(one: Entry) -> dict[str, Any]:
    view, chart, variation = one.view, one.chart, one.variation
    icons = [icon for icon in (variation.variation, variation.assurance) if icon]
    return {
        "title": view.title,
        "words": one.definition["words"],
        "headline": view.headline,
        "detail": view.detail,
        "status": view.status.word,
        "meaning": view.status.meaning,
        "target": view.target,
        "needed": view.needed,
        "why": view.why,
        "signs": [f"{icon.word}: {icon.meaning}" for icon in icons],
        "chart": chart and {"svg": str(chart.wide), "said": chart.said, "note": chart.note, "rules": chart.rules},
        "defined": [{"term": term, "said": said} for term, said in one.defined],
    }
