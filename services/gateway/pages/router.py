"""Every page, under one router."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.gateway.pages import (
    about,
    agreement,
    calendar,
    downloads,
    interface,
    library,
    live,
    measure,
    overview,
    power_bi,
    project,
    quality,
    snapshots,
    things,
    wall,
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
for part in (
    overview,
    measure,
    downloads,
    power_bi,
    agreement,
    snapshots,
    calendar,
    library,
    project,
    quality,
    things,
    wall,
    live,
    about,
    interface,
):
    router.include_router(part.router)
