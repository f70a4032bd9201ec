"""An answer of the read side as the file that its reader wants, under a name that says what is in it."""

import asyncio
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.gateway.charts.columns import columns as drawn_columns
from services.gateway.charts.picture import framed
from services.gateway.exports.answers import about, definitions, table
from services.gateway.exports.beside import Beside
from services.gateway.exports.drawings import Body, Drawing, subject
from services.gateway.exports.forms import MEDIA_TYPE, Form
from services.gateway.exports.raster import png
from services.gateway.exports.tables import as_csv
from services.gateway.exports.workbook import Drawn, Sheet, book
from shared.http import Problem

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Asked:
    """What was asked for: its address, and in which form."""

    path: str
    query: Mapping[str, str]
    form: Form

    @property
    def file_name(self) -> str:
        """What a file of the answer is called: `measures_modest-improvement_series_RGP_2022-23.csv`."""
        said = (self.query.get(name, "") for name in ("organisation", "year", "as_at"))
        parts = [*self.path.removeprefix("/v1/").split("/"), *said]
        kept = (_NOT_IN_NAMES.sub("-", part).strip("-.") for part in parts)
        return f"{'_'.join(filter(None, kept))[:150]}.{self.form}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Disposition": f'attachment; filename="{self.file_name}"'}

    @property
    def media_type(self) -> str:
        return MEDIA_TYPE[self.form]


async def export(asked: Asked, body: Body, drawing: Drawing | None = None, beside: Beside | None = None) -> bytes:
    """Return the file; away from what else is being answered, since drawing and packing take their time."""
    return await asyncio.to_thread(_written, asked, body, drawing, beside or Beside())


def link_to_next(asked: Asked, body: Body) -> dict[str, str]:
    """Return the header that says where a list goes on: a table has no place for it."""
    following = body.get("next")
    return {"Link": f'<{following}&format={asked.form}>; rel="next"'} if following else {}


def _written(asked: Asked, body: Body, drawing: Drawing | None, beside: Beside) -> bytes:
    match asked.form:
        case Form.CSV:
            return as_csv(*table(body))
        case Form.XLSX:
            return _workbook(asked, body, drawing, beside)
        case Form.SVG:
            return _picture(body, drawing, beside).encode()
        case _:
            return png(_picture(body, drawing, beside))


def _picture(body: Body, drawing: Drawing | None, beside: Beside) -> str:
    found = drawing and drawing.picture(body, beside)
    if not found:
        raise Problem(404, "NothingToDraw", "There is nothing here that a chart could show.")
    return framed(found)


def _workbook(asked: Asked, body: Body, drawing: Drawing | None, beside: Beside) -> bytes:
    columns, rows = table(body)
    defined = definitions(body, beside.definition)
    file, title = io.BytesIO(), asked.file_name.removesuffix(".xlsx")
    with book(file, title, "Golden Thread") as made:
        made.table(Sheet("Data", columns, rows))
        if chart := drawing and _chart(drawing, body, beside):
            made.charts("Chart", "Chart data", [chart])
        if defined:
            names = list(dict.fromkeys(name for row in defined for name in row))
            made.table(Sheet("Definitions", names, defined, prose=True))
        made.table(Sheet("About", ["What", "Said"], about(body, _address(asked)), prose=True))
    return file.getvalue()


def _chart(drawing: Drawing, body: Body, beside: Beside) -> Drawn | None:
    series = drawing.series(body)
    if series is None or not series.points:
        return None
    title = f"{series.title}: {subject(body, beside)}" if "organisation" in body else series.title
    labels = [point.label for point in series.points]
    return Drawn(title, series.summary, labels, drawn_columns(series), series.unit)


def _address(asked: Asked) -> str:
    said: Mapping[str, Any] = asked.query
    return asked.path + ("?" + "&".join(f"{name}={value}" for name, value in said.items()) if said else "")
