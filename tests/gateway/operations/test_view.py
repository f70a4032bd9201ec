"""What the page of operations says of what the services say: pure."""

from typing import Any

import pytest

from services.gateway.operations.asked import Running
from services.gateway.operations.view import view

AT = "2026-11-28T12:00:00.000000Z"
JUST_NOW = "2026-11-28T11:59:58.000000Z"


def service(name: str = "projects", **otherwise: Any) -> dict[str, Any]:
    """Return what a service says that is well, but for what is said otherwise."""
    usual = {
        "service": name,
        "at": AT,
        "outbox": {"waiting": 0, "oldest": None},
        "sealed_up_to": JUST_NOW,
        "leaders": [{"task": "public.relay", "epoch": 3, "held": True}],
        "followers": [follower()],
    }
    return usual | otherwise


def follower(schema: str = "public", waiting: Any = (), **otherwise: Any) -> dict[str, Any]:
    """Return one who has read all there is."""
    partition = {"topic": "qi.agreements", "partition": 0, "next": 7, "first": 0, "end": 7, "looked_at": JUST_NOW}
    parked = {"parked": len(waiting), "waiting": list(waiting)}
    return {"schema": schema, "partitions": [partition | otherwise], **parked}


def record(**otherwise: Any) -> dict[str, Any]:
    """Return a record that waits."""
    usual = {"id": 4, "topic": "qi.projects", "partition": 2, "offset": 1_234, "stream": "project/x", "version": 3,
             "reason": "no such course", "parked_at": JUST_NOW}  # fmt: skip
    return usual | otherwise


def running(*services: dict[str, Any], **otherwise: Any) -> Running:
    """Return what was asked of these services."""
    usual: dict[str, Any] = {"away": {}, "door": [], "names": {"RGP": "James Paget"}}
    return Running(services={one["service"]: one for one in services}, **(usual | otherwise))


def test_where_all_is_well_nobody_is_called() -> None:
    said = view(running(service()))

    assert (said.state.word, said.concerns, said.waiting) == ("As it should be", [], [])
    assert said.at == "28 November 2026, 12:00:00 pm"


@pytest.mark.parametrize(
    ("services", "otherwise", "words"),
    [
        (service(outbox={"waiting": 3, "oldest": "2026-11-28T11:57:00.000000Z"}), {},
         "projects: Kafka has not taken a fact for 3 minutes."),
        (service(leaders=[{"task": "public.relay", "epoch": 3, "held": False}]), {},
         "projects: nobody does “public.relay”."),
        (service(followers=[follower(waiting=[record()])]), {}, "projects: 1 record waits to be looked at."),
        (service(followers=[follower(looked_at="2026-11-28T11:50:00.000000Z")]), {},
         "projects: nobody has looked at the end of qi.agreements for a minute or more."),
        (service("metrics", heard=[{"organisation": "RGP", "at": "2026-11-01T12:00:00.000000Z"}]), {},
         "James Paget has not been heard for 27 days."),
        (service(), {"away": {"training": "The training service cannot be reached."}},
         "The training service: The training service cannot be reached."),
    ],
)  # fmt: skip
def test_what_needs_somebody_is_said_first(services: dict[str, Any], otherwise: Any, words: str) -> None:
    said = view(running(services, **otherwise))

    assert (said.state.word, said.concerns) == ("Look at this", [words])


def test_a_fact_that_has_just_come_and_a_version_that_is_gone_call_nobody() -> None:
    gone = {"task": "read_1.projector", "epoch": 1, "held": False}
    said = view(running(service(outbox={"waiting": 1, "oldest": JUST_NOW}, leaders=[gone])))

    assert said.concerns == []
    assert said.relays is not None
    assert [cell.text for cell in said.relays.rows[0]][:3] == ["projects", "1", "2 seconds"]


def test_what_waits_has_its_reason_and_its_place_and_no_person() -> None:
    parked = [record(), record(id=5, stream="person"), record(id=6, stream=None, version=None)]
    said = view(running(service("metrics", followers=[follower("read_2", parked)], heard=[], versions=[])))

    assert [(one.about, one.link) for one in said.waiting] == [
        ("project/x, version 3", "/things/project/x"), ("person", ""), ("Nobody can tell what it is about", ""),
    ]  # fmt: skip
    assert (said.waiting[0].reason, said.waiting[0].where) == ("no such course", "qi.projects 2, at 1,234")


def test_how_far_behind_somebody_is_is_the_log_less_what_was_read() -> None:
    twice = follower(next=4, end=1_007)
    twice["partitions"].append(twice["partitions"][0] | {"partition": 1, "next": 10, "end": 12})
    never = follower(end=None, looked_at=None)
    said = view(running(service(followers=[twice]), service("training", followers=[never])))

    assert said.lag is not None
    assert [[cell.text for cell in row] for row in said.lag.rows] == [
        ["projects", "qi.agreements", "2", "1,005", "2 seconds ago"],
        ["training", "qi.agreements", "1", "Not known yet", "Not yet"],
    ]
    assert said.partitions is not None
    assert [row[4].text for row in said.partitions.rows] == ["1,003", "2", "Not known yet"]


def test_a_member_that_never_said_anything_is_listed() -> None:
    said = view(running(service("metrics", heard=[], versions=[])))

    assert said.heard is not None
    assert [cell.text for cell in said.heard.rows[0]][:2] == ["James Paget", "Never"]
