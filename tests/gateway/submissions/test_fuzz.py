"""Whatever is sent to where facts are submitted: it is answered, never with a failure, and refused leaves no trace."""

import json
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deploy.local.stack import Stack
from services.gateway.submissions.routing import CONTRACTS
from shared.contracts.specimens import SOURCE
from tests.client import MANY, ONE, Door, Json
from tests.journeys.projects import Project

TYPES = [kind for contract in CONTRACTS for kind in contract.types]
EXAMPLES = 150
STORES = ("projects", "training", "metrics")
HURRIED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)

texts = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(["\x00", "\ud800", "", " ", "x" * 301])
# What is no JSON at all refuses a batch as a whole, and is bytes of any kind.
numbers = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts | st.sampled_from([10**400, -0.0, "RGP"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
subjects = st.sampled_from([f"project/{Project().id}", "organisation/RGP", "project/", "/", "x" * 400]) | texts
attributes = {
    "specversion": st.sampled_from(["1.0", "1.0", "1.0", "0.3"]) | values,
    "id": st.uuids().map(str) | texts | values,
    "source": st.just(SOURCE) | texts | values,
    "type": st.sampled_from(TYPES) | texts | values,
    "subject": subjects | values,
    "time": st.datetimes().map(lambda at: at.isoformat() + "Z") | values,
    "data": st.dictionaries(texts | st.sampled_from(["title", "on", "score"]), values, max_size=5) | values,
}
events = st.fixed_dictionaries({}, optional=attributes)


def registered() -> st.SearchStrategy[Json]:
    """Return facts that would be accepted but for a change here and there."""
    return st.builds(
        lambda changed, data: (fact := Project().registered("2024-05-01")) | changed | {"data": fact["data"] | data},
        st.fixed_dictionaries({}, optional={name: attributes[name] for name in ("time", "source", "specversion")}),
        st.dictionaries(st.sampled_from(["title", "registered_on", "aim", "kind", "odd"]), values, max_size=1),
    )


async def written(stack: Stack) -> int:
    """Return how many facts all services have kept."""
    total = 0
    for name in STORES:
        connection = await asyncpg.connect(stack.database_url(name))
        total += await connection.fetchval("SELECT count(*) FROM events")
        await connection.close()
    return total


def accepted(answer: Any) -> int:
    rows = answer if isinstance(answer, list) else [answer]
    return sum(row.get("status") == "accepted" for row in rows)


def spelt(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture
async def kept(stack: Stack, door: Door) -> Any:  # noqa: ARG001  the example year is in before anything is counted
    """Count what the answers say is accepted, and hold it against what the stores hold."""
    before, said = await written(stack), list[int]()
    yield said
    assert await written(stack) == before + sum(said)


@HURRIED
@given(st.lists(events | registered() | values, max_size=5))
async def test_a_batch_of_anything(door: Door, kept: list[int], batch: list[Any]) -> None:
    reply = await door.post(spelt(batch), MANY)

    assert reply.status == 200
    assert [set(row) >= {"id", "source", "status", "stream"} for row in reply.json] == [True] * len(batch)
    kept.append(accepted(reply.json))


@HURRIED
@given(events | registered() | values)
async def test_one_of_anything(door: Door, kept: list[int], event: Any) -> None:
    reply = await door.post(spelt(event), ONE)

    assert reply.status in {200, 201, 400, 403, 409, 422}
    kept.append(reply.status == 201)


@HURRIED
@given(
    st.dictionaries(st.sampled_from(list(attributes)), texts, max_size=7), st.binary(max_size=50) | values.map(spelt)
)
async def test_headers_of_anything(door: Door, kept: list[int], said: dict[str, str], body: bytes) -> None:
    headers = {name: quote(value.encode(errors="replace"), safe=" ") for name, value in said.items()}
    reply = await door.submit_binary(headers, body)

    assert reply.status in {200, 201, 400, 403, 409, 415, 422}
    kept.append(reply.status == 201)


@HURRIED
@given(st.binary(max_size=200), st.sampled_from([ONE, MANY, "application/json", "text/plain", ""]))
async def test_bytes_of_any_kind(door: Door, kept: list[int], body: bytes, kind: str) -> None:
    reply = await door.post(body, kind)

    assert reply.status in {200, 400, 415, 422}
    kept.append(0)
