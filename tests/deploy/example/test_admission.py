"""Every fact of the example is accepted by the service that owns it, and the whole catalogue is used."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

import pytest

from deploy.local.example.facts import facts
from deploy.local.example.phases import phases
from deploy.local.example.submission import Submission
from services.metrics.app import DECIDERS as METRICS_DECIDERS
from services.projects.app import DECIDERS as PROJECTS_DECIDERS
from services.training.app import DECIDERS as TRAINING_DECIDERS
from shared.admission import Admission
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.identity import Caller
from shared.members import Members
from shared.submission import read

TODAY = date(2026, 11, 22)
LATER = date(2028, 2, 29)
ROLES = frozenset({"submitter", "finance", "qi_lead"})
CATALOGUE = {**PROJECTS.types, **TRAINING.types, **AGREEMENTS.types}
# A snapshot is opened by the only fact there is of it, and what opens a stream is never taken back.
IMPOSSIBLE = {"snapshot.fact_withdrawn"}


def in_order(today: date) -> list[Submission]:
    """Return the facts as they were said."""
    return facts(today)


def in_phases(today: date) -> list[Submission]:
    """Return the facts as they are submitted."""
    return [each for phase in phases(facts(today)) for part in phase.values() for each in part]


@pytest.mark.parametrize("today", [date(2022, 9, 15), TODAY, LATER])
@pytest.mark.parametrize("order", [in_order, in_phases])
def test_every_fact_is_accepted(today: date, order: Callable[[date], list[Submission]]) -> None:
    told = order(today)
    metrics = Admission(deciders=METRICS_DECIDERS, members=Members(), today=today, kept={})
    assert refused(metrics, AGREEMENTS, told, today) == []
    for contract, deciders in ((PROJECTS, PROJECTS_DECIDERS), (TRAINING, TRAINING_DECIDERS)):
        service = Admission(deciders=deciders, members=metrics.members, today=today, kept={})
        assert refused(service, contract, told, today) == []


def test_every_type_of_the_catalogue_is_used() -> None:
    assert {str(each.event["type"]) for each in facts(TODAY)} == set(CATALOGUE) - IMPOSSIBLE


def test_it_is_not_too_much_for_a_first_start() -> None:
    assert len(facts(TODAY)) <= 4_500


def refused(admission: Admission, contract: Contract, told: Iterable[Submission], today: date) -> list[object]:
    """Return which facts of the service were not accepted, and why."""
    at = datetime.combine(today, time(8), UTC)
    outcomes = admission.decide(
        read(json.dumps(each.event).encode(), Caller(organisation=each.organisation, roles=ROLES), contract, at)
        for each in told
        if each.event["type"] in contract.types
    )
    return [
        (one.stream, one.submission.event, one.refusal and one.refusal.reason())
        for one in outcomes
        if one.refusal or one.duplicate
    ]
