"""A file that opens Power BI with the feed: it holds an address and no key."""

import json

from fastapi import APIRouter, Request, Response

from services.gateway.identity.cookies import origin

router = APIRouter()


@router.get("/reports/golden-thread.pbids")
async def power_bi(request: Request) -> Response:
    address = {"protocol": "odata", "address": {"url": f"{origin(request).of(request)}/v1/odata/"}}
    body = {"version": "0.1", "connections": [{"details": address, "options": {}, "mode": "Import"}]}
    name = 'attachment; filename="golden-thread.pbids"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-cache"}
    return Response(json.dumps(body), headers=headers, media_type="application/json")
