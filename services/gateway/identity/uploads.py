"""A form with one file, as browsers send it: bounded, in memory, and read only when it is known who has sent it."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.http import Problem

KIND = "multipart/form-data"
MOST_BYTES = 17 * 1024 * 1024
"""A little more than the largest file, for what comes with it."""
MOST_FIELDS = 20
MOST_FIELD_BYTES = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """What a form brought: its fields, and its file if one was chosen."""

    fields: Mapping[str, str]
    content: bytes = b""
    file_name: str = ""


async def upload(request: Request) -> Upload:
    """Return it. Whoever asks again is given the same."""
    known: Upload | None = getattr(request.state, "upload", None)
    if known is None:
        known = request.state.upload = await _read(request)
    return known


async def _read(request: Request) -> Upload:
    parser = MultiPartParser(
        request.headers, _bounded(request), max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES
    )
    # A read-only container has nowhere to put a file.
    parser.spool_max_size = MOST_BYTES
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise Problem(400, "MalformedBody", "The body is no form with a file.") from error
    fields: dict[str, str] = {}
    content, file_name = b"", ""
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content, file_name = await value.read(), value.filename or ""
        elif name in fields:
            raise Problem(400, "MalformedBody", "A field is said more than once.")
        else:
            fields[name] = value
    return Upload(fields, content, file_name)


async def _bounded(request: Request) -> AsyncGenerator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            raise Problem(413, "TooLarge", f"A form with a file has at most {MOST_BYTES // 1024 // 1024} MiB.")
        yield chunk
