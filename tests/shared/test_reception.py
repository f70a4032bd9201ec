"""The three forms in which facts arrive, and what is turned away before anything is decided."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from fastapi import Request
from hypothesis import given as forall
from hypothesis import strategies as st

from services.gateway.submissions import reception
from shared.contracts.projects import PROJECTS
from shared.http import Problem
from shared.submission import read
from tests.shared.cloud_events import RECEIVED, REGISTERED, STREAM, caller, cloud_event, submitted

ATTRIBUTES = {
    "ce-specversion": "1.0",
    "ce-id": "one",
    "ce-source": "urn:nhs:ods:RGP:lifeqi",
    "ce-type": "project.registered",
    "ce-subject": STREAM,
}


def request(headers: dict[str, str] | None = None, *chunks: bytes) -> Request:
    """Return a request whose body arrives in these chunks."""
    waiting = iter([*({"body": chunk, "more_body": True} for chunk in chunks), {"body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"} | next(waiting)

    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()]
    return Request({"type": "http", "method": "POST", "path": "/v1/events", "headers": pairs}, receive)


def status(refused: pytest.ExceptionInfo[Problem]) -> tuple[int, str]:
    return refused.value.status, refused.value.type


@pytest.mark.parametrize(
    "named", [reception.ONE, reception.MANY, reception.ONE.upper(), f"{reception.MANY}; charset=utf-8"]
)
def test_one_event_and_a_batch_are_told_apart_by_their_media_type(named: str) -> None:
    assert reception.media_type(request({"content-type": named})) == named.lower().split(";")[0]


def test_json_with_ce_headers_is_the_binary_mode() -> None:
    headers = {"content-type": "application/json; charset=utf-8", "ce-id": "one"}
    assert reception.media_type(request(headers)) == "application/json"


@pytest.mark.parametrize(
    "headers",
    [{}, {"content-type": ""}, {"content-type": "application/json"}, {"content-type": "text/plain", "ce-id": "one"},
     {"content-type": "application/xml"}, {"content-type": "application/cloudevents"}, {"ce-id": "one"}],
    ids=str,
)  # fmt: skip
def test_any_other_media_type_is_415(headers: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        reception.media_type(request(headers))
    assert status(refused) == (415, "UnsupportedMediaType")


async def test_a_body_is_put_together_from_its_chunks() -> None:
    assert await reception.body(request({}, b"[1,", b"", b"2]")) == b"[1,2]"


@pytest.mark.parametrize("encoding", ["gzip", "br", "GZIP", "identity, gzip"])
async def test_a_compressed_body_is_415(encoding: str) -> None:
    with pytest.raises(Problem) as refused:
        await reception.body(request({"content-encoding": encoding}, b"{}"))
    assert status(refused) == (415, "UnsupportedMediaType")


async def test_a_body_that_says_it_is_not_compressed_is_read() -> None:
    assert await reception.body(request({"content-encoding": "Identity"}, b"{}")) == b"{}"


async def test_a_body_of_16_mib_is_read_and_one_byte_more_is_413() -> None:
    mebibyte = b" " * 1024 * 1024
    assert len(await reception.body(request({}, *[mebibyte] * 16))) == 16 * 1024 * 1024
    with pytest.raises(Problem) as refused:
        await reception.body(request({}, *[mebibyte] * 16, b" "))
    assert status(refused) == (413, "TooLarge")


async def test_a_body_that_declares_too_much_is_413_before_it_is_read() -> None:
    with pytest.raises(Problem) as refused:
        await reception.body(request({"content-length": str(16 * 1024 * 1024 + 1)}))
    assert status(refused) == (413, "TooLarge")


@pytest.mark.parametrize("length", ["-1", "many", "²", ""])
async def test_a_length_that_is_no_number_is_no_reason_to_stumble(length: str) -> None:
    assert await reception.body(request({"content-length": length}, b"{}")) == b"{}"


def test_one_event_goes_on_as_it_was_written() -> None:
    raw = b'{ "id": "one",\n "data": {"score": 3.0} }'
    assert reception.one(raw) == raw


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"{'id': 1}", b"\xff", b'{"id": "\xe9"}', b"{} {}", b'{"id": NaN}', b"[" * 100_000]
)
def test_what_is_not_json_in_utf_8_is_400_in_every_form(raw: bytes) -> None:
    for form in (reception.one, reception.many, lambda content: reception.binary(request(ATTRIBUTES), content)):
        if form is reception.one or raw:
            with pytest.raises(Problem) as refused:
                form(raw)
            assert status(refused) == (400, "MalformedBody")


def test_a_batch_goes_on_event_by_event_as_each_was_written() -> None:
    assert reception.many(b' [ {"a": 1.0}, {"b":2} ,3] ') == [b'{"a": 1.0}', b'{"b":2}', b"3"]


def test_an_empty_batch_has_no_events() -> None:
    assert reception.many(b"[]") == []


@pytest.mark.parametrize("raw", [b"{}", b"null", b'"events"', b"3"])
def test_a_batch_is_an_array(raw: bytes) -> None:
    with pytest.raises(Problem) as refused:
        reception.many(raw)
    assert status(refused) == (400, "MalformedBody")


def test_a_batch_has_at_most_10000_events() -> None:
    assert len(reception.many(b"[" + b",".join([b"{}"] * 10_000) + b"]")) == 10_000
    with pytest.raises(Problem) as refused:
        reception.many(b"[" + b",".join([b"{}"] * 10_001) + b"]")
    assert status(refused) == (413, "TooManyEvents")


def test_a_lone_surrogate_in_one_event_leaves_the_others_of_the_batch_alone() -> None:
    good, bad = cloud_event(), cloud_event(id="two", data=REGISTERED | {"title": "\ud800"})
    raws = reception.many(json.dumps([bad, good]).encode())
    faults = [submitted(raw).fault for raw in raws]
    assert faults[0] is not None
    assert faults[0].field == "title"
    assert faults[1] is None


def test_a_number_beyond_range_in_one_event_leaves_the_others_of_the_batch_alone() -> None:
    raws = reception.many(b'[{"id": 1e999}, {"id": "two"}]')
    assert [submitted(raw).identity for raw in raws] == [None, None]
    assert [submitted(raw).id for raw in raws] == [None, "two"]


def test_in_binary_mode_attributes_are_headers_and_the_body_is_the_data() -> None:
    raw = reception.binary(request(ATTRIBUTES), json.dumps(REGISTERED).encode())
    assert submitted(raw) == submitted(cloud_event())


def test_in_binary_mode_attributes_are_percent_encoded() -> None:
    raw = reception.binary(request(ATTRIBUTES | {"ce-id": "caf%C3%A9%20%25"}), b"{}")
    assert submitted(raw).id == "café %"


def test_in_binary_mode_other_headers_are_no_attributes() -> None:
    raw = reception.binary(request(ATTRIBUTES | {"id": "two", "authorization": "Bearer x", "ce-data": "{}"}), b"[1]")
    assert set(msgspec.json.decode(raw)) == {"specversion", "id", "source", "type", "subject", "data"}
    assert msgspec.json.decode(raw)["data"] == [1]


def test_in_binary_mode_an_event_without_a_body_has_no_data() -> None:
    fault = submitted(reception.binary(request(ATTRIBUTES | {"ce-data": "{}"}), b"")).fault
    assert fault is not None
    assert (type(fault).__name__, fault.field) == ("MissingField", "data")


@forall(st.lists(st.dictionaries(st.text("ab", max_size=2), st.integers() | st.floats(allow_nan=False)), max_size=5))
def test_a_batch_is_the_events_it_was_made_of(events: list[dict[str, Any]]) -> None:
    raw = json.dumps(events).replace("-Infinity", "-1e999").replace("Infinity", "1e999").encode()
    assert [
        json.loads(one.replace(b"-Infinity", b"-1e999").replace(b"Infinity", b"1e999")) for one in reception.many(raw)
    ] == events


@forall(st.binary(max_size=40))
def test_no_bytes_make_reception_stumble(raw: bytes) -> None:
    with suppress(Problem):
        assert all(read(one, caller(), PROJECTS, RECEIVED).fault for one in reception.many(raw))
