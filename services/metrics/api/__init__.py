"""The questions that the read side answers. The gateway is its only client."""

from fastapi import APIRouter

from services.metrics.api import agreement, announcements, explained, measures, register, reported, snapshots

router = APIRouter(prefix="/v1")
for part in (measures, explained, register, agreement, snapshots, announcements, reported):
    router.include_router(part.router)
