"""The process that opens a file, of which it is told on its standard input, and says on its output what is in it.

It has read nothing else, holds no secret and no connection, and limits itself before it opens anything.
"""

import csv
import io
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import msgspec

from services.gateway.imports.limits import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_KEPT,
    MOST_MEMORY,
    MOST_PARTS,
    MOST_SAID,
    MOST_SECONDS,
    MOST_SHEETS,
    MOST_UNPACKED,
)

ZIPPED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t|"
KEPT = ("xl/", "_rels/", "[Content_Types].xml", "content.xml", "mimetype", "META-INF/manifest.xml", "docProps/")
DROPPED = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/vbaProject", "xl/printerSettings/", "xl/externalLinks/")


class NotThis(Exception):
    """The file is not one that is read here; the message says what to do about it."""

    def __init__(self, words: str, status: int = 422, kind: str = "UnreadableFile") -> None:
        super().__init__(words)
        self.status, self.kind = status, kind


def main() -> None:
    """Open what comes, and say what is in it or why not."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": list(_sheets(content))}
    except NotThis as error:
        answer = {"refused": str(error), "status": error.status, "type": error.kind}
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS knows this limit and refuses to set it.
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _sheets(content: bytes) -> Iterator[dict[str, Any]]:
    if not content.strip():
        raise NotThis("The file is empty.")
    if content.startswith(OLD_EXCEL):
        words = "This is an old Excel file, or one with a password: save it as .xlsx without a password, or as CSV."
        raise NotThis(words, 415, "UnsupportedMediaType")
    if content.startswith(ZIPPED):
        yield from _workbook(content)
    else:
        yield {"name": "", "rows": _bounded(_csv(content))}


def _workbook(content: bytes) -> Iterator[dict[str, Any]]:
    # Only here: a CSV file needs none of it.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_measured(content)))
        for name in book.sheet_names[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            # Its rows are counted from the first of the sheet, its columns from the first that holds something.
            aside = [None] * min(sheet.start[1], MOST_COLUMNS) if sheet.start else []
            yield {"name": name, "rows": _bounded([*aside, *row] for row in sheet.iter_rows())}
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise NotThis("This cannot be opened as a spreadsheet: save it as .xlsx or CSV and try again.") from error


def _measured(content: bytes) -> bytes:
    """Return the parts that hold cells, unpacked: what is opened then is no larger than what was counted here."""
    out, left = io.BytesIO(), MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as unpacked:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS:
            raise NotThis("The spreadsheet has too many parts: save it anew.", 413, "TooLarge")
        for part in parts:
            known = part.filename in unpacked.NameToInfo
            if known or not part.filename.startswith(KEPT) or part.filename.startswith(DROPPED):
                continue
            left -= part.file_size
            if left < 0:
                raise NotThis("The spreadsheet is too large when it is opened: split it.", 413, "TooLarge")
            unpacked.writestr(zipfile.ZipInfo(part.filename), packed.read(part))
    return out.getvalue()


def _csv(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=,"):
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = max(DELIMITERS, key=_header_like(text).count)
    csv.field_size_limit(MOST_CHARACTERS * 4)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise NotThis(f"This cannot be read as CSV: {error}.") from error


def _header_like(text: str) -> str:
    """Return the first line with a delimiter: an export may begin with a title."""
    lines = text.split("\n", 20)[:20]
    return next((line for line in lines if any(one in line for one in DELIMITERS)), "")


def _decoded(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, UTF-16 with its mark, or what Windows calls ANSI in Britain."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _bounded(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    kept: list[list[Any]] = []
    left = MOST_SAID
    for row in islice(rows, MOST_KEPT):
        kept.append([_said(cell) for cell in islice(row, MOST_COLUMNS)])
        left -= sum(len(cell) if isinstance(cell, str) else 1 for cell in kept[-1])
        if left < 0:
            raise NotThis("There is more in the file than an import can hold: split it.", 413, "TooLarge")
    return kept


def _said(cell: Any) -> Any:
    match cell:
        case datetime() | date():
            return [cell.isoformat()]
        case time() | timedelta():
            return str(cell)
        case str():
            return cell[:MOST_CHARACTERS] or None
    return cell


if __name__ == "__main__":
    main()
