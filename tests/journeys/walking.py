"""Somebody who asks each route all that it can be asked, and every text in an answer, whatever its form."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from pypdf import PdfReader

from services.gateway.imports.catalogue import KINDS
from services.gateway.policy import RULES
from tests.client import Door, Json, Reply
from tests.gateway.identity.browsing import Browser, hidden
from tests.journeys.belongings import OWNER, Belongings
from tests.journeys.test_who_sees_what import SEALED

HTML = "text/html"
MAILBOXES = ("submitter", "qi.lead", "operator")
ASKED_OF_PAGES = ("draft", "batch", "division", "project", "lead_person")
TEXTS = (
    "application/json",
    "application/problem+json",
    "application/xml",
    "application/cloudevents",
    "text/",
    "image/svg+xml",
)
PACKED = "application/vnd.openxmlformats"
PICTURES = ("image/png",)
"""What is drawn in it is drawn from the table beside it, which is read."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "slug": ("modest-improvement", "people-trained", "nmahp-internal"),
    "form": ("pdf", "pptx", "xlsx", "csv", "svg"),
    "part": ("figure", "series", "organisations"),
    "kind": tuple(KINDS),
    "entity_set": ("Figures", "Measures", "Organisations"),
    "type": ("project.paused", "project.registered", "project.qia_scored", "project.saving_forecast"),
}


@dataclass(frozen=True)
class Asked:
    """One question: where, with what, in which form."""

    path: str
    query: Mapping[str, str]
    accept: str

    def __str__(self) -> str:
        return f"{self.path} {dict(self.query)} {self.accept}"


@dataclass
class Walker:
    """Somebody of an organisation: with a token of all roles, and with a browser for each person of the pages."""

    door: Door
    organisation: str
    browsers: Mapping[str, Browser]
    published: Json
    of: Belongings

    def person(self, route: str) -> Browser:
        """Return the browser of somebody whose role opens a page."""
        for mailbox in MAILBOXES:
            roles = set(self.door.credentials["people"][f"{mailbox}@{self.organisation.lower()}.example"]["roles"])
            if roles & RULES[route].roles:
                return self.browsers[mailbox]
        raise AssertionError(f"nobody may open {route}")

    def asked(self, route: str) -> list[Asked]:
        """Return what there is to ask of a route that reads."""
        places = self.of.places
        operation = operation_of(self.published, route)
        if operation is None:
            queries: list[Mapping[str, str]] = [{}, {"organisation": OWNER, "year": self.of.year.name}, {"q": SEALED}]
            queries.append({name: self.known[name] for name in ASKED_OF_PAGES})
            return [Asked(path, query, HTML) for path in self._paths(route) for query in queries]
        forms = media_types(operation)
        return [
            Asked(path, query, form)
            for path in paths(route.split(" ")[1], places, self.of.streams)
            for query in questions(operation, self.known)
            # By whatever a list is narrowed, its other forms are made of the same rows.
            for form in (forms if query.keys() <= {"organisation", "year"} else forms[:1])
        ]

    def _paths(self, route: str) -> list[str]:
        return list(paths(route.split(" ")[1], self.of.places, self.of.streams))

    @property
    def known(self) -> Mapping[str, str]:
        """Return all that one could ask about the owner, by the name of a parameter."""
        words, people = self.of.sealed.words, self.of.sealed.people
        return {
            "organisation": OWNER, "year": self.of.year.name, "q": SEALED, "division": words["division"],
            "site": words["site"], "lead_person": people["next"], "project": self.of.places["id"],
            "batch": words["batch"], "draft": words["draft"], "name": words["name of a person"],
            "email": f"{words['address of a person']}@rgp.example", "client": OWNER.lower(),
            "cursor": words["import_id"],
            "$filter": f"organisation eq '{OWNER}'", "as_at": "2026-01-01T00:00:00Z",
            "course": self.of.streams["course"],
        }  # fmt: skip

    async def send(self, route: str, path: str, form: Mapping[str, str]) -> Reply:
        """Send a form of a page, as if it stood on one."""
        someone = self.person(route)
        token = hidden(await someone.get("/submissions"))["csrf_token"]
        return await someone.post(path, {"csrf_token": token, **form})

    async def answer(self, route: str, one: Asked) -> Reply:
        """Ask."""
        if operation_of(self.published, route) is None:
            someone = self.person(route)
            query = "&".join(f"{name}={value}" for name, value in one.query.items())
            return await someone.follow(await someone.get(f"{one.path}?{query}"))
        headers = {"Accept": one.accept}
        return await self.door.ask("GET", one.path, by=self.organisation, params=one.query, headers=headers)


def paths(route: str, places: Mapping[str, str], streams: Mapping[str, str]) -> Iterator[str]:
    """Yield a route's addresses, filled with what is the owner's: where nobody has said with what, with the project."""
    if "{category}" in route:
        for stream in streams.values():
            category, _, identifier = stream.partition("/")
            yield route.format(category=category, id=identifier, identifier=identifier)
        return
    plain = route.replace(":path}", "}")
    names = re.findall(r"\{(\w+)\}", plain)
    for chosen in product(*(CHOICES.get(name) or (places.get(name, places["id"]),) for name in names)):
        yield plain.format(**dict(zip(names, chosen, strict=True)))


def questions(operation: Json, asked: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Yield nothing, the organisation's year, and each parameter alone of which something is known."""
    known = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"} & asked.keys()
    yield {}
    if both := {name: asked[name] for name in ("organisation", "year") if name in known}:
        yield both
    yield from ({name: asked[name]} for name in sorted(known - both.keys()))


def media_types(operation: Json) -> list[str]:
    """Return the forms in which an answer can be had."""
    content = operation["responses"].get("200", {}).get("content", {})
    return [one for one in content if one not in PICTURES] or ["application/json"]


def text_of(reply: Reply) -> str:
    """Return everything in an answer that can be read, and its headers."""
    kind = reply.headers.get("Content-Type", "")
    return f"{dict(reply.headers)} {_text(kind, reply.body)}"


def _text(kind: str, body: bytes) -> str:
    if not body or kind.startswith(PICTURES):
        return ""
    if kind.startswith(PACKED):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(_part(name, packed.read(name)) for name in packed.namelist())
    if kind.startswith("application/pdf"):
        read = PdfReader(io.BytesIO(body))
        return "\n".join([str(read.metadata), *(page.extract_text() for page in read.pages)])
    assert kind.startswith(TEXTS), f"nobody has said how to read {kind}"
    return body.decode()


def _part(name: str, body: bytes) -> str:
    """Return the text of a part; a chart of a presentation holds a workbook of its own."""
    return _text(PACKED, body) if name.endswith(".xlsx") else body.decode(errors="replace")


def operation_of(published: Json, route: str) -> Any:
    """Return how a route is published: its parameters and answers; None for a page."""
    method, path = route.replace(":path}", "}").split(" ")
    return published["paths"].get(path, {}).get(method.lower())
