"""What is asked most has a short way, and says there exactly what it would say on the long one."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request, Response
from starlette.testclient import TestClient

from shared.express import Express, Way
from shared.http import Problem, application, json_response


async def _thing(request: Request) -> Response:
    if request.path_params["name"] == "wrong":
        raise Problem(409, "Wrong", "It cannot be.", field="name")
    if request.path_params["name"] == "unforeseen":
        raise LookupError
    return json_response({"name": request.path_params["name"], "by": "short"})


async def _said(request: Request) -> Response:
    return json_response({"body": (await request.body()).decode(), "by": "short"})


@pytest.fixture
def door() -> Iterator[TestClient]:
    """An application of which two routes have a short way."""
    app: FastAPI = application("tests")

    @app.get("/things/{name}")
    async def thing(name: str) -> Response:
        return json_response({"name": name, "by": "long"})

    @app.get("/things/{name}/parts")
    async def parts(name: str) -> Response:
        return json_response({"parts of": name})

    @app.post("/said")
    async def said(request: Request) -> Response:
        return json_response({"query": dict(request.query_params), "by": "long"})

    app.add_middleware(
        Express, ways=[Way("GET", "/things/{name}", _thing, with_query=True), Way("POST", "/said", _said)]
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_it_answers_with_what_stands_in_the_path(door: TestClient) -> None:
    assert door.get("/things/one?more=1").json() == {"name": "one", "by": "short"}
    assert door.post("/said", content=b"word").json() == {"body": "word", "by": "short"}


@pytest.mark.parametrize("path", ["/things/", "/things", "/nothing/one"])
def test_what_is_no_route_is_none_on_either_way(door: TestClient, path: str) -> None:
    assert door.get(path).status_code == 404


def test_other_routes_and_methods_go_the_long_way(door: TestClient) -> None:
    assert door.get("/things/one/parts").json() == {"parts of": "one"}
    assert door.delete("/things/one").status_code == 405
    assert door.get("/said").status_code == 405


def test_a_query_that_the_short_way_does_not_know_goes_the_long_one(door: TestClient) -> None:
    assert door.post("/said?validate=true", content=b"word").json() == {"query": {"validate": "true"}, "by": "long"}


def test_a_problem_is_answered_as_everywhere(door: TestClient) -> None:
    answer = door.get("/things/wrong")
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json()["field"] == "name"


def test_what_nobody_foresaw_is_a_problem_too(door: TestClient) -> None:
    answer = door.get("/things/unforeseen")
    assert (answer.status_code, answer.json()["type"]) == (500, "Unexpected")
