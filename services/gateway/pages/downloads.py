"""What stands on a measure's page, to be taken away: its figure, its months and its organisations, as files."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from services.gateway.exports import drawings
from services.gateway.exports.beside import beside
from services.gateway.exports.drawings import Drawing
from services.gateway.exports.export import Asked, export
from services.gateway.exports.forms import Form
from services.gateway.pages.filters import SLUG, Filters
from services.gateway.pages.problems import said_of
from services.gateway.pages.sources import Reading
from shared.http import Problem

router = APIRouter()

PARTS: dict[str, tuple[Drawing | None, tuple[Form, ...]]] = {
    "figure": (None, (Form.CSV, Form.XLSX)),
    "evidence": (None, (Form.CSV, Form.XLSX)),
    "series": (drawings.SERIES, (Form.PNG, Form.SVG, Form.CSV, Form.XLSX)),
    "organisations": (drawings.ORGANISATIONS, (Form.PNG, Form.SVG, Form.CSV, Form.XLSX)),
}
MOST_THINGS = "500"
"""How many things behind a figure are in a file."""
NAMES = {
    Form.PNG: "PNG",
    Form.SVG: "SVG",
    Form.CSV: "CSV",
    Form.XLSX: "Excel",
    Form.PDF: "PDF",
    Form.PPTX: "PowerPoint",
}


def links(filters: Filters, slug: str, part: str, *, drawn: bool) -> list[tuple[str, str]]:
    """Return where each form of a part is, with what it is called; pictures only of what is drawn."""
    forms = [form for form in PARTS[part][1] if drawn or form not in {Form.PNG, Form.SVG}]
    return [(filters.link_to_data(f"/measures/{slug}/{part}.{form}"), NAMES[form]) for form in forms]


def reports(filters: Filters) -> list[tuple[str, str]]:
    """Return where the board's report of what is shown is, in each form; and every figure, for Power BI."""
    return [(filters.link_to_data(f"/reports/board.{form}"), NAMES[form]) for form in (Form.PDF, Form.PPTX, Form.XLSX)]


@router.get("/measures/{slug}/{part}.{form}")
async def download(request: Request, slug: str, part: str, form: str) -> Response:
    drawing, forms = PARTS.get(part, (None, ()))
    if form not in set(forms) or not SLUG.fullmatch(slug):
        raise Problem(404, "NotFound", "There is no such file.")
    filters, path = Filters.of(request.query_params), f"/v1/measures/{slug}"
    path = path if part == "figure" else f"{path}/{part}"
    reading: Reading = request.state.reading
    most = {"limit": MOST_THINGS} if part == "evidence" else {}
    status, body = await reading.get(path, filters.query() | most, request.state.caller)
    if status != HTTPStatus.OK:
        raise Problem(status, str(body.get("type", "NotAnswered")), said_of(body), field=body.get("field"))
    asked = Asked(path, filters.query(), Form(form))
    file = await export(asked, body, drawing, await beside(reading, request.state.caller, slug))
    headers = {**asked.headers, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    return Response(file, headers=headers, media_type=asked.media_type)
