"""The page for whoever writes programs says all that the document for programs says."""

import pytest
from fastapi import FastAPI

from services.gateway.app import create_app
from services.gateway.pages.interface import parts, takes
from services.gateway.pages.templates import page
from services.gateway.settings import Settings
from tests.gateway.pages.test_markup import Reader


@pytest.fixture(scope="module")
def door() -> FastAPI:
    return create_app(
        Settings(
            port=1, service_key="k" * 40, database_url_gateway="postgresql://gateway@127.0.0.1:1/gateway",
            projects_url="http://p", training_url="http://t", metrics_url="http://m", issuers=[], local_mode=True,
        )  # type: ignore[arg-type]
    )  # fmt: skip


def test_every_operation_has_a_place_and_a_sentence(door: FastAPI) -> None:
    document = door.openapi()
    shown = [one for each in parts(document).values() for one in each]

    assert {(one.method.lower(), one.path) for one in shown} == {
        (method, path) for path, methods in document["paths"].items() for method in methods
    }
    assert [one.path for one in shown if len(one.title.split()) < 2] == []
    assert len({one.anchor for one in shown}) == len(shown)


def test_it_is_well_formed(door: FastAPI) -> None:
    reader = Reader()
    reader.feed(bytes(page("interface.html", 200, parts=parts(door.openapi()), version="1").body).decode())
    reader.close()

    assert (reader.mistakes, reader.open) == ([], [])


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, "anything"),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "integer, at least 1, at most 9"),
        ({"enum": ["a", "b"]}, "one of a, b"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "string, as date or null"),
        ({"type": "array", "items": {"$ref": "#/components/x"}}, "a list, each boolean"),
    ],
)
def test_what_a_value_can_be_is_said_in_words(schema: dict[str, object], words: str) -> None:
    assert takes({"components": {"x": {"type": "boolean"}}}, schema) == words
