"""What the pages say about themselves: who can use them, and what they keep of whom."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.gateway.pages.templates import page

router = APIRouter()


@router.get("/accessibility")
async def accessibility() -> HTMLResponse:
    return page("accessibility.html", HTTPStatus.OK)


@router.get("/privacy")
async def privacy() -> HTMLResponse:
    return page("privacy.html", HTTPStatus.OK)
