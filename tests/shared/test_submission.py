"""What is wrong with one CloudEvent, and when two say the same."""

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from shared.contracts.agreements import AGREEMENTS
from shared.contracts.project import ProjectRegistered
from shared.refusals import (
    MissingField,
    OutOfRange,
    Refused,
    TooLong,
    UnknownField,
    UnknownType,
    WrongStream,
)
from tests.shared.cloud_events import LEFT_OUT, RECEIVED, REGISTERED, STREAM, cloud_event, submitted


def fault(**attributes: Any) -> tuple[type[Refused], str | None]:
    refusal = submitted(cloud_event(**attributes)).fault
    assert refusal is not None
    return type(refusal), refusal.field


def test_a_complete_event_is_read() -> None:
    read = submitted(cloud_event())
    assert read.fault is None
    assert read.stream == STREAM
    assert read.identity == ("RGP", "urn:nhs:ods:RGP:lifeqi", "one")
    assert read.event == ProjectRegistered(
        title="Safer discharge", kind="quality_improvement", lead_organisation="RGP", registered_on=date(2022, 4, 4)
    )


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "subject", "data"])
def test_a_missing_attribute_is_named(name: str) -> None:
    left_out: dict[str, Any] = {name: LEFT_OUT}
    assert fault(**left_out) == (MissingField, name)


@pytest.mark.parametrize("version", ["0.3", "1", 1.0, 1, None, ""])
def test_the_version_of_cloudevents_is_1_0(version: object) -> None:
    assert fault(specversion=version) == (OutOfRange, "specversion")


@pytest.mark.parametrize("name", ["id", "source"])
@pytest.mark.parametrize("value", ["", None, 3, ["one"], {}, "a\x00b", "\ud800"], ids=ascii)
def test_an_identity_is_two_texts_that_can_be_kept(name: str, value: Any) -> None:
    assert fault(**{name: value}) == (OutOfRange, name)
    assert submitted(cloud_event(**{name: value})).identity is None


@pytest.mark.parametrize("name", ["id", "source"])
def test_an_identity_has_at_most_200_characters(name: str) -> None:
    assert submitted(cloud_event(**{name: "é" * 200})).fault is None
    assert fault(**{name: "é" * 201}) == (TooLong, name)


@pytest.mark.parametrize("name", ["datacontenttype", "dataschema", "traceparent", "anything"])
def test_other_attributes_are_accepted_and_are_no_content(name: str) -> None:
    read = submitted(cloud_event(**{name: "application/json"}))
    assert read.fault is None
    assert read.content == submitted(cloud_event()).content


@pytest.mark.parametrize(
    "subject",
    [None, 3, "", "project", "project/", "project/x", "/x", STREAM + "/1", STREAM.upper(), STREAM[:-1], STREAM + "\n",
     "project/0190F3B2-0000-7000-8000-00000000000A", f" {STREAM}", "Project/" + STREAM[8:], "project/\ud800"],
    ids=ascii,
)  # fmt: skip
def test_the_subject_is_a_category_and_the_identifier_of_a_stream(subject: object) -> None:
    assert fault(subject=subject) == (OutOfRange, "subject")


def test_a_fact_about_a_project_is_said_in_the_stream_of_a_project() -> None:
    assert fault(subject="course/0190f3b2-0000-7000-8000-000000000001") == (WrongStream, "subject")
    assert fault(subject="organisation/RGP") == (WrongStream, "subject")


def test_a_fact_about_an_organisation_is_not_said_in_the_stream_of_a_measure() -> None:
    event = cloud_event("organisation.left", {"on": "2023-03-31"}, subject="measure/people-trained")
    assert isinstance(submitted(event, contract=AGREEMENTS).fault, WrongStream)


@pytest.mark.parametrize("subject", ["organisation/a b", "organisation/-x", "organisation/" + "R" * 101])
def test_the_stream_of_an_organisation_is_its_code(subject: str) -> None:
    event = cloud_event("organisation.left", {"on": "2023-03-31"}, subject=subject)
    assert isinstance(submitted(event, contract=AGREEMENTS).fault, OutOfRange)


@pytest.mark.parametrize("type_", ["project.finished", "project", "project.registered.v2", "Project.registered"])
def test_a_type_that_is_not_in_the_catalogue_is_unknown(type_: str) -> None:
    assert fault(type_=type_) == (UnknownType, "type")


@pytest.mark.parametrize(
    "time",
    ["yesterday", "2022-04-04", "2022-04-04T10:00:00", "2022-04-04T25:00:00Z", "", None, 1649066400,
     "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_a_time_is_a_moment_with_its_offset(time: object) -> None:
    assert fault(time=time) == (OutOfRange, "time")


def test_a_time_is_kept_as_the_moment_it_means() -> None:
    at = datetime(2022, 4, 4, 9, tzinfo=UTC)
    assert submitted(cloud_event(time="2022-04-04T10:00:00+01:00")).time == at
    assert submitted(cloud_event(time="2022-04-04T09:00:00.000Z")).time == at


def test_without_a_time_it_is_the_time_of_receipt() -> None:
    assert submitted(cloud_event()).time == RECEIVED


def test_of_several_faults_the_first_in_order_is_named() -> None:
    later: dict[str, Any] = {"type_": "project.finished", "subject": "organisation/RGP", "data": {"x": 1}}
    assert fault(**later, time="yesterday", id=LEFT_OUT, padding="x" * 300_000) == (TooLong, None)
    assert fault(**later, time="yesterday", id=LEFT_OUT) == (MissingField, "id")
    assert fault(**later, time="yesterday") == (OutOfRange, "time")
    assert fault(**later) == (UnknownType, "type")
    assert fault(subject="organisation/RGP", data={"x": 1}) == (WrongStream, "subject")
    assert fault(data={"x": 1}) == (UnknownField, "x")


def test_an_event_weighs_at_most_256_kib_as_compact_json() -> None:
    bare = len(json.dumps(cloud_event(padding=""), separators=(",", ":")))
    assert submitted(cloud_event(padding="x" * (262_144 - bare))).fault is None
    assert fault(padding="x" * (262_145 - bare)) == (TooLong, None)


def test_characters_weigh_what_they_weigh_in_utf_8() -> None:
    # 100,000 times é: 200 kB in UTF-8, though json.dumps spells it with 600 kB of escapes.
    assert submitted(cloud_event(padding="é" * 100_000)).fault is None
    assert fault(padding="é" * 140_000) == (TooLong, None)


def test_white_space_weighs_nothing() -> None:
    raw = json.dumps(cloud_event(), indent=4).replace("\n", "\n" + " " * 40_000).encode()
    assert len(raw) > 262_144
    assert submitted(raw).fault is None


@pytest.mark.parametrize("raw", [b"[]", b"null", b"3", b'"event"', b"true"])
def test_a_member_that_is_no_object_is_refused(raw: bytes) -> None:
    assert isinstance(submitted(raw).fault, OutOfRange)
    assert submitted(raw).identity is None


@pytest.mark.parametrize("raw", [b"", b"{", b"{'id': 1}", b"\xff\xfe", b'{"id": NaN}', b'{"id": "\xe9"}'])
def test_bytes_that_are_not_json_are_refused(raw: bytes) -> None:
    assert isinstance(submitted(raw).fault, OutOfRange)


@pytest.mark.parametrize("inmost", [b"1", b"1.5", b'"\\ud800"'])
@pytest.mark.parametrize("field", ["data", "title", "id", "extension"])
def test_nesting_is_no_way_to_make_it_stumble(field: str, inmost: bytes) -> None:
    said: dict[str, Any] = {"data": REGISTERED | {"title": "here"}} if field == "title" else {field: "here"}
    event = json.dumps(cloud_event(**said)).encode()
    # Just below the depth at which JSON itself is given up, every step counts.
    for depth in (100, 500, *range(860, 1_000, 2), 5_000, 100_000):
        read = submitted(event.replace(b'"here"', b"[" * depth + inmost + b"]" * depth))
        assert isinstance(read.fault, OutOfRange) or (field == "extension" and read.fault is None)
        assert msgspec.json.encode([read.id, read.source, read.stream, read.fault and read.fault.reason()])


TEXTS = st.text("a0é .\x00\ud800", max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["specversion", "id", "source", "type", "subject", "time", "data", "title", "score"])


@forall(st.binary(max_size=60))
def test_no_bytes_make_it_stumble(raw: bytes) -> None:
    assert submitted(raw).fault is not None


@forall(
    st.dictionaries(NAMES, JSON, max_size=4), st.dictionaries(st.sampled_from([*REGISTERED, "aim", "\ud800"]), JSON)
)
def test_no_json_makes_it_stumble_and_every_answer_can_be_said(
    attributes: dict[str, Any], data: dict[str, Any]
) -> None:
    event = cloud_event(data=REGISTERED | data) | attributes
    raw = json.dumps(event).replace("Infinity", "1e999").encode()
    read = submitted(raw)
    assert (read.event is None) == (read.fault is not None)
    assert msgspec.json.encode([read.id, read.source, read.stream, read.fault and read.fault.reason()])
