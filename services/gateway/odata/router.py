"""`/v1/odata/`: the feed, page by page."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import WithJsonSchema

from services.gateway.exports.forms import MEDIA_TYPE, Form
from services.gateway.identity.cookies import origin
from services.gateway.odata.asked import PAGE, Asked, Term, asked
from services.gateway.odata.model import FIGURES, SETS, EntitySet, metadata
from services.gateway.pages.problems import said_of
from services.gateway.pages.sources import Reading
from services.gateway.parameters import TEXT, YES_NO, one_of, parameter
from shared.http import Problem

router = APIRouter()

ROOT = "/v1/odata"
_VERSION = {"OData-Version": "4.0", "Cache-Control": "no-cache", "Vary": "Authorization"}
_ASKED = {
    "organisation": "organisation", "measure": "measure", "period_type": "period_type", "financial_year": "year",
}  # fmt: skip
"""What the read side narrows figures by, under the names of the feed."""
_HOW_MANY = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_CSDL = {"responses": {"200": {"description": "The document.", "content": {"application/xml": {"schema": TEXT}}}}}
PARAMETERS = {
    "parameters": [
        parameter("$top", "At most how many.", _HOW_MANY),
        parameter("$skip", "How many to leave out first.", _HOW_MANY),
        parameter("$filter", "`property eq value`, joined by `and`; of figures also `updated_at ge` a moment."),
        parameter("$select", "Which properties, with commas; each set has its own: see `$metadata`."),
        parameter("$count", "How many there are; not of figures.", YES_NO),
    ]
}
DESCRIBED = "The name of a set: `Figures`, `Measures` or `Organisations`."


@router.get(f"{ROOT}/", summary="OData 4.0: which sets there are")
async def sets(request: Request) -> Response:
    found = [{"name": name, "kind": "EntitySet", "url": name} for name in SETS]
    return _answer({"@odata.context": f"{_root(request)}/$metadata", "value": found})


@router.get(
    f"{ROOT}/$metadata", summary="OData 4.0: what is in the sets, as CSDL", openapi_extra=_CSDL, response_class=Response
)
async def described() -> Response:
    return Response(metadata(), headers=_VERSION, media_type="application/xml")


@router.get(f"{ROOT}/{{entity_set}}", summary="OData 4.0: one set, page by page", openapi_extra=PARAMETERS)
async def entities(request: Request, entity_set: Annotated[str, WithJsonSchema(dict(one_of(*SETS)))]) -> Response:
    of = SETS.get(entity_set)
    if of is None:
        raise Problem(404, "NotFound", f"There is no set {entity_set[:100]}. {DESCRIBED}")
    wanted = asked(request.query_params, of)
    read = _figures if of is FIGURES else _whole
    found, following, count = await read(request, of, wanted)
    body = {
        "@odata.context": f"{_root(request)}/$metadata#{of.name}",
        **({"@odata.count": count} if count is not None else {}),
        "value": [{name: one[name] for name in wanted.select} for one in found],
        **({"@odata.nextLink": following} if following else {}),
    }
    return _answer(body)


Page = tuple[Sequence[Mapping[str, Any]], str | None, int | None]


async def _figures(request: Request, of: EntitySet, wanted: Asked) -> Page:
    """Read a page of figures, whose number nobody counts: it changes while it is read."""
    if wanted.count:
        raise Problem(HTTPStatus.NOT_IMPLEMENTED, "NotImplemented", "`$count` of figures is not told.", field="$count")
    query, token = _narrowed(wanted.terms), wanted.token
    left = wanted.skip if token is None else 0
    while left > 0:
        body = await _read(request, "/v1/figures", query | _page(min(left, PAGE), token))
        left, token = left - len(body["items"]), _cursor(body)
        if token is None:
            return [], None, None
    most = PAGE if wanted.top is None else min(wanted.top, PAGE)
    if most == 0:
        return [], None, None
    body = await _read(request, "/v1/figures", query | _page(most, token))
    items = [of.entity({"id": _id(one), **one}) for one in body["items"]]
    remaining = None if wanted.top is None else wanted.top - len(items)
    following = _cursor(body) if remaining != 0 else None
    return items, following and _next(request, of, following, remaining), None


async def _whole(request: Request, of: EntitySet, wanted: Asked) -> Page:
    """Read a set that is short enough to be had at once."""
    body = await _read(request, f"/v1/{of.name.lower()}", {})
    found = [of.entity(one.get("definition") or one) for one in body["items"]]
    kept = [one for one in found if all(_holds(one, term) for term in wanted.terms)]
    last = None if wanted.top is None else wanted.skip + wanted.top
    return kept[wanted.skip : last], None, len(kept) if wanted.count else None


def _holds(one: Mapping[str, Any], term: Term) -> bool:
    if term.how != "eq":
        raise Problem(HTTPStatus.NOT_IMPLEMENTED, "NotImplemented", "Only `eq` is compared here.", field="$filter")
    value = one[term.name]
    return term.value is None if value is None else str(value) == term.value


def _narrowed(terms: Sequence[Term]) -> dict[str, str]:
    query: dict[str, str] = {}
    for term in terms:
        name = "updated_since" if (term.name, term.how) == ("updated_at", "ge") else _ASKED.get(term.name)
        if name is None or name in query or (term.how == "ge") != (name == "updated_since"):
            said = f"Figures are narrowed by {', '.join(_ASKED)} with `eq`, and by `updated_at ge`, each once."
            raise Problem(HTTPStatus.NOT_IMPLEMENTED, "NotImplemented", said, field="$filter")
        query[name] = term.value or ""
    return query


async def _read(request: Request, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    reading: Reading = request.state.reading
    status, body = await reading.get(path, query, request.state.caller)
    if status != HTTPStatus.OK:
        raise Problem(status, str(body.get("type", "NotAnswered")), said_of(body), field=body.get("field"))
    return body


def _page(limit: int, cursor: str | None) -> dict[str, str]:
    return {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})


def _cursor(body: Mapping[str, Any]) -> str | None:
    """Return where a list goes on."""
    following = body["next"]
    return None if following is None else str(following).partition("cursor=")[2].partition("&")[0]


def _next(request: Request, of: EntitySet, cursor: str, remaining: int | None) -> str:
    kept = {name: said for name, said in request.query_params.items() if name in {"$filter", "$select"}}
    left = {} if remaining is None else {"$top": str(remaining)}
    return f"{_root(request)}/{of.name}?{urlencode({**kept, **left, '$skiptoken': cursor}, safe='$')}"


def _id(one: Mapping[str, Any]) -> str:
    whose = one["organisation"] or "system"
    return f"{one['measure']}/{whose}/{one['period_type']}/{one['period_start']}"


def _root(request: Request) -> str:
    return origin(request).of(request) + ROOT


def _answer(body: Mapping[str, Any]) -> Response:
    said = json.dumps(body, ensure_ascii=False)
    return Response(said, headers=_VERSION, media_type=f"{MEDIA_TYPE[Form.JSON]};odata.metadata=minimal")
