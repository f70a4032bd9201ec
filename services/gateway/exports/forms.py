"""Which form an answer is wanted in: by `?format=`, else by `Accept`."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from shared.http import Problem


class Form(StrEnum):
    """What answers and reports can be had as; the word is also how a file of it is called."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    PPTX = "pptx"


TABLES = (Form.JSON, Form.CSV, Form.XLSX)
DRAWN = (*TABLES, Form.SVG, Form.PNG)
"""What can be had of an answer that has a chart."""

MEDIA_TYPE = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.SVG: "image/svg+xml",
    Form.PNG: "image/png",
    Form.PDF: "application/pdf",
    Form.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def wanted(named: str | None, accept: str, forms: Sequence[Form] = TABLES) -> Form:
    """Return the form that was asked for; 400 for an unknown one, 406 for an `Accept` that none can meet."""
    if named is not None:
        if named not in set(forms):
            said = f"`format` is {', '.join(forms[:-1])} or {forms[-1]}."
            raise Problem(400, "MalformedParameter", said, field="format")
        return Form(named)
    return _liked_best(accept, tuple(forms))


@lru_cache(maxsize=256)
def _liked_best(accept: str, forms: Sequence[Form]) -> Form:
    ranges = _ranges(accept)
    best = max(forms, key=lambda form: _liking(MEDIA_TYPE[form], ranges))  # of equals the first
    if _liking(MEDIA_TYPE[best], ranges) <= 0:
        raise Problem(406, "NotAcceptable", f"This can be had as {', '.join(MEDIA_TYPE[form] for form in forms)}.")
    return best


def accepts(media_type: str, accept: str) -> bool:
    """Return whether an `Accept` can be met with one form."""
    return _liking(media_type, _ranges(accept)) > 0


def _ranges(accept: str) -> dict[str, float]:
    return dict(_range(one) for one in accept.split(",") if one.strip()) or {"*/*": 1.0}


def _range(said: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in said.split(";"))
    quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 1.0


def _liking(media_type: str, ranges: dict[str, float]) -> float:
    """Return the quality of the most specific range that holds the type."""
    general = f"{media_type.partition('/')[0]}/*"
    return next((ranges[one] for one in (media_type, general, "*/*") if one in ranges), 0.0)
