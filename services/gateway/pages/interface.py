"""`/api`: the published interface for whoever writes programs, from the same document that programs read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.cells import Listing, listing
from services.gateway.pages.templates import page

router = APIRouter()
Said = Mapping[str, Any]
PARTS = {
    "events": "Submitting facts", "submissions": "Submitting facts", "imports": "Files",
    "measures": "Figures", "figures": "Figures", "years": "Figures", "reports": "Figures", "changes": "Figures",
    "odata": "Whole tables", "agreement": "The agreement", "snapshots": "The agreement",
    "organisations": "The agreement", "people": "People", "clients": "Who may come in", "api-keys": "Who may come in",
    "audit": "Who may come in", "webhooks": "Webhooks", "schemas": "The contract", "asyncapi.json": "The contract",
}  # fmt: skip
ELSE = "The register and the library"
WORDS_OF_A_SUMMARY = 2
WHERE = {"path": "in the path", "query": "in the query", "header": "as a header"}


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    anchor: str
    method: str
    path: str
    title: str
    text: Sequence[str]
    roles: str
    parameters: Listing | None
    body: Listing | None
    forms: str
    """In which forms the body can be."""
    answers: Listing


@router.get("/api")
async def interface(request: Request) -> HTMLResponse:
    document: Said = request.app.openapi()
    return page("interface.html", HTTPStatus.OK, parts=parts(document), version=document["info"]["version"])


def parts(document: Said) -> dict[str, list[Operation]]:
    """Return everything that can be asked, by what it is about."""
    found: dict[str, list[Operation]] = {name: [] for name in (*dict.fromkeys(PARTS.values()), ELSE)}
    for path, methods in document["paths"].items():
        first = path.removeprefix("/v1").split("/")[1]
        for method, said in methods.items():
            found[PARTS.get(first, ELSE)].append(_operation(document, method.upper(), path, said))
    return {name: operations for name, operations in found.items() if operations}


def _operation(document: Said, method: str, path: str, said: Said) -> Operation:
    title, text = _title(said)
    body = said.get("requestBody")
    content = _followed(document, body)["content"] if body else {}
    return Operation(
        anchor=f"{method}{path}".lower().replace("/", "-").replace("{", "").replace("}", "").replace("$", ""),
        method=method,
        path=path,
        title=title,
        text=text,
        roles=", ".join(said.get("x-roles", ())) if said.get("security") else "",
        parameters=_parameters(document, said.get("parameters", ())),
        body=_fields(document, content),
        forms=", ".join(content),
        answers=_answers(document, said["responses"]),
    )


def _title(said: Said) -> tuple[str, list[str]]:
    """Return what it does in one line, and what else is said: a summary of one word says nothing."""
    lines = [plain(each) for each in said.get("description", "").split("\n\n") if each.strip()]
    summary = plain(said.get("summary", ""))
    if len(summary.split()) > WORDS_OF_A_SUMMARY or not lines:
        return summary, lines
    return lines[0].rstrip("."), lines[1:]


def plain(text: str) -> str:
    """Return a text on one line, without the marks of its markup."""
    return " ".join(text.replace("`", "").split())


def _parameters(document: Said, said: Sequence[Said]) -> Listing | None:
    rows = []
    for one in (_followed(document, each) for each in said):
        need = "needed" if one.get("required") else "may be left out"
        rows.append([one["name"], f"{WHERE[one['in']]}, {need}", takes(document, one.get("schema", {})),
                     plain(one.get("description", ""))])  # fmt: skip
    return listing("Parameters", ("Name", "Where", "Takes", "What it is"), rows) if rows else None


def _fields(document: Said, content: Said) -> Listing | None:
    """Return the fields of a body in JSON."""
    schema = _followed(document, content.get("application/json", {}).get("schema", {}))
    needed = schema.get("required", ())
    rows = [
        [
            name,
            "needed" if name in needed else "may be left out",
            takes(document, one),
            plain(one.get("description", "")),
        ]
        for name, one in schema.get("properties", {}).items()
    ]
    return listing("Fields of the body", ("Name", "Needed", "Takes", "What it is"), rows) if rows else None


def _answers(document: Said, said: Said) -> Listing:
    rows = []
    for status, each in said.items():
        one = _followed(document, each)
        forms = ", ".join(one.get("content", ())) or "nothing"
        rows.append(["Anything else" if status == "default" else status, plain(one.get("description", "")), forms])
    return listing("Answers", ("Status", "What it means", "Forms"), rows)


def takes(document: Said, schema: Said) -> str:
    """Say in words what values a schema allows."""
    return ", ".join(_words(document, _followed(document, schema))) or "anything"


def _words(document: Said, one: Said) -> Iterator[str]:
    if either := one.get("anyOf") or one.get("oneOf"):
        yield " or ".join(dict.fromkeys(takes(document, each) for each in either))
        return
    if "enum" in one:
        yield "one of " + ", ".join(map(str, one["enum"]))
        return
    kind = one.get("type")
    if kind == "array":
        yield f"a list, each {takes(document, one.get('items', {}))}"
    elif kind:
        yield " or ".join(kind) if isinstance(kind, list) else str(kind)
    bounds = (("format", "as {}"), ("pattern", "like {}"), ("minimum", "at least {}"), ("maximum", "at most {}"),
              ("minLength", "{} characters or more"), ("maxLength", "up to {} characters"),
              ("maxItems", "up to {} of them"), ("default", "{} without it"))  # fmt: skip
    for name, words in bounds:
        if name in one:
            yield words.format(one[name])


def _followed(document: Said, said: Said) -> Said:
    """Return what a reference leads to."""
    while "$ref" in said:
        place: Any = document
        for step in said["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        said = place
    return said
