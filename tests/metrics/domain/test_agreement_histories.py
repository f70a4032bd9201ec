"""What holds for everything that can be said of an organisation's membership."""

from datetime import date, timedelta

import msgspec
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.domain.organisation import ORGANISATION
from shared.contracts.agreements import AGREEMENTS, OrganisationEvent, OrganisationJoined, OrganisationLeft
from shared.contracts.event import Event, Recorded
from shared.decider import Fact
from shared.identity import Caller
from shared.refusals import Refused
from tests.given import EVERY_ROLE, MEMBERS, TODAY, recorded

DAYS = st.integers(0, 9).map(lambda step: date(2022, 3, 1) + timedelta(days=30 * step))
FACTS: st.SearchStrategy[OrganisationEvent] = st.one_of(
    st.builds(OrganisationJoined, name=st.just("A trust"), kind=st.sampled_from(["acute", "icb"]), on=DAYS),
    st.builds(OrganisationLeft, on=DAYS),
)


def verdict(history: list[Recorded], event: Event) -> str:
    fact = Fact(
        event=event, stream_id="NEW", id="next", source="urn:a", caller=Caller(organisation="QMM", roles=EVERY_ROLE),
        members=MEMBERS, today=TODAY,
    )  # fmt: skip
    try:
        ORGANISATION.judge(fact, ORGANISATION.fold(history))
    except Refused as refusal:
        return type(refusal).__name__
    return "accepted"


def accepted(attempts: list[OrganisationEvent]) -> list[Recorded]:
    kept: list[Event] = []
    for event in attempts:
        if verdict(recorded(kept), event) == "accepted":
            kept.append(event)
    return recorded(kept)


@forall(st.lists(FACTS, max_size=6))
def test_an_organisation_joins_once_leaves_once_and_in_that_order(attempts: list[OrganisationEvent]) -> None:
    said = [fact.event.type for fact in accepted(attempts)]
    assert said in ([], ["organisation.joined"], ["organisation.joined", "organisation.left"])


@forall(st.lists(FACTS, max_size=6), FACTS)
def test_a_membership_read_back_decides_the_same(attempts: list[OrganisationEvent], event: OrganisationEvent) -> None:
    history = accepted(attempts)
    read_back = [
        msgspec.structs.replace(
            fact, event=msgspec.json.decode(msgspec.json.encode(fact.event), type=AGREEMENTS.types[fact.event.type][1])
        )
        for fact in history
    ]
    assert read_back == history
    assert verdict(read_back, event) == verdict(history, event)
