"""What holds for every history of a project that the rules allow."""

from itertools import pairwise

import msgspec
from hypothesis import given as forall
from hypothesis import strategies as st

from services.projects.domain.project import PROJECT, Status
from shared.contracts.event import Event, Recorded
from shared.contracts.projects import (
    PROJECTS,
    ProjectCancelled,
    ProjectCompleted,
    ProjectRegistered,
    ProjectReopened,
    ProjectVoided,
)
from tests.given import Said, recorded
from tests.projects.histories import ATTEMPTS, REGISTRATIONS, histories, verdict


def read_back(history: list[Recorded]) -> list[Recorded]:
    return [msgspec.structs.replace(fact, event=_read_back(fact.event)) for fact in history]


def _read_back(event: Event) -> Event:
    _, kind = PROJECTS.types[event.type]
    return msgspec.json.decode(msgspec.json.encode(event), type=kind)


@forall(histories())
def test_every_history_begins_with_registration_and_has_it_once(history: list[Recorded]) -> None:
    assert [isinstance(fact.event, ProjectRegistered) for fact in history] == [True] + [False] * (len(history) - 1)


@forall(histories())
def test_closings_and_reopenings_alternate_in_the_order_of_their_days(history: list[Recorded]) -> None:
    turns = [
        one.event for one in history if isinstance(one.event, ProjectCompleted | ProjectCancelled | ProjectReopened)
    ]
    assert [isinstance(event, ProjectReopened) for event in turns] == [place % 2 == 1 for place in range(len(turns))]
    assert all(earlier.on <= later.on for earlier, later in pairwise(turns))


@forall(histories())
def test_nothing_stands_after_a_voiding(history: list[Recorded]) -> None:
    assert not any(isinstance(fact.event, ProjectVoided) for fact in history[:-1])


@forall(st.lists(st.one_of(REGISTRATIONS, ATTEMPTS), max_size=12))
def test_history_is_not_up_for_debate_facts_in_any_order_fold(events: list[Event]) -> None:
    assert PROJECT.fold(recorded([*events, ProjectVoided(reason="test")])).status is Status.VOIDED


@forall(histories(), ATTEMPTS, st.sampled_from(["RGP", "RM1"]))
def test_a_stream_read_back_decides_the_same(history: list[Recorded], event: Event, by: str) -> None:
    one = Said(event=event, by=by, id="s1", source="urn:a")
    assert verdict(read_back(history), one) == verdict(history, one)
    assert read_back(history) == history
