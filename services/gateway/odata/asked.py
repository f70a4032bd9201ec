"""What the feed is asked, as far as it goes; what it cannot do it says, rather than answering something else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

from services.gateway.odata.model import EntitySet
from shared.http import Problem

PAGE = 1_000
KNOWN = frozenset({"$top", "$skip", "$filter", "$select", "$count", "$skiptoken", "$format"})
_TERM = re.compile(
    r"\s*\(?\s*(?P<name>[a-z_]+)\s+(?P<how>eq|ge)\s+(?P<value>'(?:[^']|'')*'|[^\s()']+)\s*\)?\s*", re.ASCII
)
_MOST = 10**9


@dataclass(frozen=True)
class Term:
    """One condition; `value` is None for null."""

    name: str
    how: str
    value: str | None


@dataclass(frozen=True)
class Asked:
    """The options of a request."""

    top: int | None
    skip: int
    terms: tuple[Term, ...]
    select: tuple[str, ...]
    count: bool
    token: str | None


def asked(query: Mapping[str, str], of: EntitySet) -> Asked:
    """Read the options; refuse what is not one, and what this feed does not do."""
    for name in query:
        if name.startswith("$") and name not in KNOWN:
            _cannot(name)
    if query.get("$format", "json").partition(";")[0] not in {"json", "application/json"}:
        _cannot("$format")
    return Asked(
        top=_number(query, "$top"),
        skip=_number(query, "$skip") or 0,
        terms=_terms(query.get("$filter", ""), of),
        select=_selected(query.get("$select", ""), of),
        count=query.get("$count", "false") == "true",
        token=query.get("$skiptoken"),
    )


def _number(query: Mapping[str, str], name: str) -> int | None:
    said = query.get(name)
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 10 and int(said) < _MOST):  # noqa: PLR2004
        raise Problem(400, "MalformedParameter", f"`{name}` is a whole number.", field=name)
    return int(said)


def _selected(said: str, of: EntitySet) -> tuple[str, ...]:
    names = tuple(name.strip() for name in said.split(",")) if said and said != "*" else tuple(of.properties)
    if unknown := [name for name in names if name not in of.properties]:
        raise Problem(400, "MalformedParameter", f"There is no property {unknown[0][:100]}.", field="$select")
    return names


def _terms(said: str, of: EntitySet) -> tuple[Term, ...]:
    if not said.strip():
        return ()
    found, place = [], 0
    while True:
        match = _TERM.match(said, place)
        if match is None or match["name"] not in of.properties:
            _cannot("$filter")
        found.append(Term(match["name"], match["how"], _literal(match["value"])))
        place = match.end()
        if place == len(said):
            return tuple(found)
        if not said.startswith("and", place):
            _cannot("$filter")
        place += len("and")


def _literal(said: str) -> str | None:
    if said == "null":
        return None
    return said[1:-1].replace("''", "'") if said.startswith("'") else said


def _cannot(option: str) -> NoReturn:
    said = "takes `property eq value`, joined by `and`" if option == "$filter" else "is not supported"
    raise Problem(HTTPStatus.NOT_IMPLEMENTED, "NotImplemented", f"`{option}` {said}.", field=option)
