"""Files as organisations have them, and what becomes of them at the door."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from tests.client import Door, Json, Reply
from tests.gateway.identity.asking import token_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORTS = "/v1/imports"
Rows = Sequence[Mapping[str, Any]]


def as_csv(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return rows under their headings as CSV."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode(encoding, "surrogatepass")


def as_xlsx(rows: Rows) -> bytes:
    """Return rows under their headings as Excel writes them: whole numbers as floats, days with a format."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        names = list(dict.fromkeys(name for row in rows for name in row))
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(name) for name in names])
    return file.getvalue()


async def upload(
    door: Door,
    kind: str,
    body: bytes,
    *,
    by: str = "RGP",
    role: str | None = None,
    media: str = "text/csv",
    **asked: str,
) -> Reply:
    """Send a file."""
    headers = {"Authorization": f"Bearer {await token_of(door, by, role)}", "Content-Type": media}
    return await door.ask("POST", IMPORTS, headers=headers, params={"kind": kind, **asked}, body=body)


async def report_of(door: Door, kind: str, body: bytes, *, by: str = "RGP", **asked: str) -> Json:
    """Return what became of a file that could be read."""
    reply = await upload(door, kind, body, by=by, **asked)
    assert reply.status == 200, reply.body
    report: Json = reply.json
    return report


def counts(report: Json) -> tuple[int, int, int]:
    """Return how many rows were accepted, unchanged and refused."""
    return report["accepted"], report["unchanged"], report["refused"]


def faults(report: Json, *names: str) -> list[tuple[Any, ...]]:
    """Return the faults, by some of their members."""
    return [tuple(one.get(name) for name in names or ("row", "column", "type")) for one in report["faults"]]


async def events(door: Door, stream: str, by: str = "RGP") -> list[Json]:
    """Return the facts of a stream that its organisation has said."""
    reply = await door.ask("GET", f"/v1/streams/{stream}", by=by)
    return list(reply.json["events"]) if reply.status == 200 else []


def types(said: Iterable[Json]) -> list[str]:
    """Return which facts they are."""
    return [one["type"].partition(".")[2] for one in said]
