"""What cannot be accepted is refused by name, and never more than what is at fault."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.local.stack import Stack
from tests.client import MANY, ONE, Door
from tests.journeys.projects import Project, Said, Year, finished
from tests.oracles import count_events

HUGE = "a number that no JSON library writes"
DAY = "2015-05-05"
GZIPPED = {"Content-Encoding": "gzip"}


def body(facts: list[Any]) -> bytes:
    """Write a batch; JSON can say numbers that Python cannot write."""
    return json.dumps(facts).replace(f'"{HUGE}"', "1e400").encode()


def changed(fact: Said, **attributes: object) -> Said:
    """Return a fact with other attributes."""
    return fact | attributes


def with_data(fact: Said, **data: object) -> Said:
    """Return a fact with other fields."""
    return fact | {"data": fact["data"] | data}


def without(fact: Said, name: str) -> Said:
    """Return a fact that lacks an attribute."""
    return {key: value for key, value in fact.items() if key != name}


Wrong = Callable[[Project], Any]
WRONG: dict[str, tuple[Wrong, str, str | None]] = {
    "an unknown type": (lambda p: changed(p.started(DAY), type="project.dreamt_of"), "UnknownType", "type"),
    "a type of no service": (lambda p: changed(p.started(DAY), type="planet.found"), "UnknownType", "type"),
    "an unknown field": (lambda p: with_data(p.started(DAY), mood="good"), "UnknownField", "mood"),
    "a missing field": (lambda p: p.said("started"), "MissingField", "on"),
    "a missing id": (lambda p: without(p.started(DAY), "id"), "MissingField", "id"),
    "a missing source": (lambda p: without(p.started(DAY), "source"), "MissingField", "source"),
    "another version": (lambda p: changed(p.started(DAY), specversion="0.3"), "OutOfRange", "specversion"),
    "no day of the calendar": (lambda p: p.started("2015-02-30"), "OutOfRange", "on"),
    "a day before the NHS": (lambda p: p.started("1948-07-04"), "OutOfRange", "on"),
    "a day to come": (lambda p: p.started("2999-01-01"), "NotYetHappened", "on"),
    "a choice that is none": (lambda p: p.involved("medium_i", DAY), "OutOfRange", "level"),
    "null": (lambda p: p.said("started", on=None), "OutOfRange", "on"),
    "a score between": (lambda p: p.scored(3.25, DAY), "ScoreNotOnScale", "score"),
    "a score above": (lambda p: p.scored(5.5, DAY), "ScoreNotOnScale", "score"),
    "a number beyond range": (
        lambda _: Project().registered(DAY, ambitions=[1, HUGE]),
        "OutOfRange",
        "ambitions.1",
    ),
    "NUL": (lambda p: with_data(p.started(DAY), on="2015\x00"), "OutOfRange", "on"),
    "NUL in a text": (lambda _: Project().registered(DAY, title="a\x00b"), "OutOfRange", "title"),
    "a lone surrogate": (lambda _: Project().registered(DAY, title="a\ud800b"), "OutOfRange", "title"),
    "a lone surrogate in an id": (lambda p: changed(p.started(DAY), id="a\ud800b"), "OutOfRange", "id"),
    "a blank title": (lambda _: Project().registered(DAY, title=" \n"), "OutOfRange", "title"),
    "a long title": (lambda _: Project().registered(DAY, title="x" * 301), "TooLong", "title"),
    "a long id": (lambda p: changed(p.started(DAY), id="x" * 201), "TooLong", "id"),
    "an event over 256 KiB": (lambda p: changed(p.started(DAY), extra="x" * 256 * 1024), "TooLong", None),
    "an NHS number": (
        lambda _: Project().registered(DAY, aim="Mrs Smith, 943 476 5919, waits"),
        "LooksLikePatientIdentifier",
        "aim",
    ),
    "another's project": (lambda _: Project("RM1").registered(DAY), "NotYourProject", None),
    "an organisation that never joined": (
        lambda _: Project().registered(DAY, partner_organisations=["RM1", "XXX"]),
        "UnknownOrganisation",
        "partner_organisations.1",
    ),
    "another category's stream": (lambda p: changed(p.started(DAY), subject="measure/x"), "WrongStream", "subject"),
    "an upper-case subject": (
        lambda p: changed(p.started(DAY), subject=f"project/{p.id.upper()}x"),
        "OutOfRange",
        "subject",
    ),
    "no object": (lambda _: 42, "OutOfRange", None),
    "an object in a list": (lambda p: [p.started(DAY)], "OutOfRange", None),
}


@pytest.mark.parametrize("name", WRONG)
async def test_one_bad_event_is_refused_by_name_and_the_rest_is_decided(door: Door, name: str) -> None:
    make, type_, field = WRONG[name]
    project = Project()

    reply = await door.post(body([project.registered("2015-05-01"), make(project), project.completed(DAY)]), MANY)

    assert reply.status == 200
    good, bad, also_good = reply.json
    assert (bad["status"], bad["reason"]["type"], bad["reason"].get("field")) == ("refused", type_, field)
    assert bad["reason"]["title"]
    assert bad["reason"]["detail"]
    assert [(one["status"], one["version"]) for one in (good, also_good)] == [("accepted", 1), ("accepted", 2)]


async def test_an_id_cannot_stand_for_something_else(door: Door, any_year: Year) -> None:
    story = finished(any_year, 3)
    await door.accepted(story)

    again = await door.submit([story[0], with_data(story[1], score=4), story[2]])

    assert [one["status"] for one in again] == ["duplicate", "refused", "duplicate"]
    assert again[1]["reason"]["type"] == "IdReused"
    assert again[1]["reason"]["field"] == "id"


async def test_a_refused_fact_is_judged_anew_when_it_comes_again(door: Door, any_year: Year) -> None:
    project = Project()
    started = project.started(any_year.day(2))
    [refused] = await door.submit([started])
    assert refused["reason"]["type"] == "ProjectNotRegistered"

    await door.accepted([project.registered(any_year.day(1)), started, project.completed(any_year.day(3))])


Request = tuple[bytes, str, dict[str, str], int, str]


def whole_requests() -> dict[str, Request]:
    """Return requests that are refused as a whole, with the status and type of the refusal."""
    project = Project()
    fact = project.registered(DAY)
    many = [changed(fact, id=str(number)) for number in range(10_001)]
    good = json.dumps([fact]).encode()
    one = json.dumps(fact).encode()
    return {
        "10,001 events": (json.dumps(many).encode(), MANY, {}, 413, "TooManyEvents"),
        "17 MiB": (good + b" " * (17 * 1024 * 1024), MANY, {}, 413, "TooLarge"),
        "broken JSON": (good[:-1], MANY, {}, 400, "MalformedBody"),
        "broken JSON alone": (one[:-1], ONE, {}, 400, "MalformedBody"),
        "no batch": (one, MANY, {}, 400, "MalformedBody"),
        "nothing": (b"", MANY, {}, 400, "MalformedBody"),
        "invalid UTF-8": (good.replace(b"Sooner", b"S\xff\xfener"), MANY, {}, 400, "MalformedBody"),
        "NaN": (good.replace(b'"2015-05-05"', b"NaN"), MANY, {}, 400, "MalformedBody"),
        "another media type": (good, "text/plain", {}, 415, "UnsupportedMediaType"),
        "JSON without ce- headers": (one, "application/json", {}, 415, "UnsupportedMediaType"),
        "a compressed body": (good, MANY, GZIPPED, 415, "UnsupportedMediaType"),
    }


@pytest.mark.parametrize("name", list(whole_requests()))
async def test_a_request_that_cannot_be_read_decides_nothing(stack: Stack, door: Door, name: str) -> None:
    content, kind, headers, status, type_ = whole_requests()[name]
    before = await count_events(stack)

    reply = await door.post(content, kind, **headers)

    assert reply.problem[:2] == (status, type_)
    assert await count_events(stack) == before


async def test_a_batch_of_ten_thousand_is_taken(door: Door) -> None:
    fact = Project().registered(DAY)

    answers = await door.submit([fact] * 10_000)

    assert [one["status"] for one in answers] == ["accepted", *["duplicate"] * 9_999]


def tokens(stack: Stack) -> dict[str, str | None]:
    """Return tokens that open nothing."""
    stated = json.loads((stack.home / "issuer-key.json").read_text())
    issuer = str(stack.credentials["token_url"]).removesuffix("/oauth/token")
    claims = {
        "iss": issuer,
        "sub": "rgp",
        "aud": "golden-thread",
        "exp": int(time.time()) + 600,
        "organisation": "RGP",
        "roles": ["submitter"],
        "scope": "",
    }
    own = ECKey.import_key(stated)
    other = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": str(own.kid)})

    def signed(key: ECKey = own, **other_claims: object) -> str:
        return jwt.encode({"alg": "ES256", "kid": own.kid}, claims | other_claims, key)

    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    unsigned = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
    assert signed() != signed(other)
    return {
        "no token": None,
        "no JWT": "Bearer let-me-in",
        "another scheme": f"Basic {signed()}",
        "expired": f"Bearer {signed(exp=int(time.time()) - 60)}",
        "never expiring": f"Bearer {signed(exp=None)}",
        "of an unknown issuer": f"Bearer {signed(iss='https://elsewhere.example')}",
        "for another audience": f"Bearer {signed(aud='something-else')}",
        "signed by another key": f"Bearer {signed(other)}",
        "unsigned": f"Bearer {unsigned}",
        "with its signature cut off": f"Bearer {signed().rpartition('.')[0]}.",
    }


@pytest.mark.parametrize(
    "name",
    [
        "no token", "no JWT", "another scheme", "expired", "never expiring", "of an unknown issuer",
        "for another audience", "signed by another key", "unsigned", "with its signature cut off",
    ],
)  # fmt: skip
async def test_without_a_token_that_holds_nothing_is_decided(stack: Stack, door: Door, name: str) -> None:
    token = tokens(stack)[name]
    headers = {} if token is None else {"Authorization": token}
    before = await count_events(stack)

    reply = await door.post(json.dumps([Project().registered(DAY)]).encode(), MANY, by=None, **headers)

    assert reply.problem[:2] == (401, "NotAuthenticated")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert await count_events(stack) == before


async def test_the_systems_reader_submits_nothing(stack: Stack, door: Door) -> None:
    before = await count_events(stack)

    [answer] = await door.submit([Project().registered(DAY)], "ICS")

    assert answer["status"] == "refused"
    assert answer["reason"]["type"] in {"NotAMember", "RoleRequired"}
    assert await count_events(stack) == before
