"""Style sheets and icons, which browsers keep until they change."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
MOUNTED_AT = "/assets"


@cache
def asset(name: str) -> str:
    """Return an asset's address, with a version made from what is in it."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{MOUNTED_AT}/{name}?v={version}"


def mount_static(app: FastAPI) -> None:
    app.mount(MOUNTED_AT, _Kept(directory=STATIC), name="assets")


class _Kept(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_versioned = b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_versioned else "no-cache"
        return response
