"""When two submissions say the same: content is type, subject and data, however they are spelt."""

import json
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from tests.shared.cloud_events import ANOTHER, REGISTERED, cloud_event, submitted

SCORED = {"score": 3, "assessed_on": "2022-09-30", "assessor": "team"}


def content(said: object) -> bytes:
    return submitted(said).content


def test_the_order_of_keys_is_no_content() -> None:
    backwards = dict(reversed(REGISTERED.items()))
    assert content(cloud_event(data=backwards)) == content(cloud_event())
    assert content(dict(reversed(cloud_event().items()))) == content(cloud_event())


def test_white_space_and_escapes_are_no_content() -> None:
    event = cloud_event(data=REGISTERED | {"title": "Café"})
    spaced = json.dumps(event, indent=2).encode()
    assert b"\\u00e9" in spaced
    assert content(spaced) == content(json.dumps(event, ensure_ascii=False).encode())


@pytest.mark.parametrize(("one", "same"), [(b"3", b"3.0"), (b"3", b"3.000"), (b"3", b"3e0"), (b"3.5", b"35E-1")])
def test_a_number_is_the_same_however_it_is_spelt(one: bytes, same: bytes) -> None:
    raw = json.dumps(cloud_event("project.score_assessed", SCORED)).encode()
    assert content(raw.replace(b'"score": 3', b'"score": ' + one)) == content(
        raw.replace(b'"score": 3', b'"score": ' + same)
    )


@pytest.mark.parametrize(
    "attributes",
    [
        {"time": "2022-04-04T10:00:00Z"},
        {"id": "two"},
        {"source": "urn:other"},
        {"dataschema": "x"},
        {"specversion": "2"},
    ],
    ids=str,
)
def test_the_time_and_other_attributes_are_no_content(attributes: dict[str, Any]) -> None:
    assert content(cloud_event(**attributes)) == content(cloud_event())


@pytest.mark.parametrize(
    "attributes",
    [{"type_": "project.started"}, {"subject": ANOTHER}, {"data": REGISTERED | {"title": "Safer discharges"}},
     {"data": REGISTERED | {"aim": ""}}, {"data": {}}, {"data": [REGISTERED]}],
    ids=str,
)  # fmt: skip
def test_the_type_the_subject_and_the_data_are_content(attributes: dict[str, Any]) -> None:
    assert content(cloud_event(**attributes)) != content(cloud_event())


@pytest.mark.parametrize(
    ("one", "other"), [(3, 3.5), (3, "3"), (1, True), (0, None), ([1, 2], [2, 1]), ([], {})], ids=str
)
def test_different_values_are_different_content(one: object, other: object) -> None:
    assert content(cloud_event(data={"score": one})) != content(cloud_event(data={"score": other}))


TEXTS = st.text("a0é\ud800", max_size=3)
DATA = st.dictionaries(TEXTS, st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS, max_size=4)


@forall(DATA, DATA)
def test_content_is_equal_when_the_data_is_and_only_then(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (content(cloud_event(data=one)) == content(cloud_event(data=other))) == (one == other)
    assert content(cloud_event(data=dict(reversed(one.items())))) == content(cloud_event(data=one))
