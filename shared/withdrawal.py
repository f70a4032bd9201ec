"""Taking a fact back: as if it had never been said. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from msgspec import structs

from shared.contracts.event import FactWithdrawn, Recorded, meant
from shared.decider import Decider, Fact
from shared.members import Anyone
from shared.refusals import NoSuchFact, NotYours, OpeningFact, OthersRestOnIt, Refused

S = TypeVar("S")


def standing(history: Iterable[Recorded]) -> list[Recorded]:
    """Return a stream's facts without those that were taken back, and without the takings back."""
    facts: list[Recorded] = []
    for fact in history:
        if isinstance(fact.event, FactWithdrawn):
            withdrawn = meant(fact.event.event_id, fact, facts)
            facts = [one for one in facts if one is not withdrawn]
        else:
            facts.append(fact)
    return facts


def taken_back(fact: Fact, decider: Decider[S], facts: Sequence[Recorded]) -> list[Recorded]:
    """Return what stands once `fact`, a `FactWithdrawn`, is accepted, or say why it cannot be."""
    assert isinstance(fact.event, FactWithdrawn)
    found = meant(fact.event.event_id, fact, facts)
    if found is None:
        raise NoSuchFact(field="event_id")
    if found.organisation != fact.organisation:
        raise NotYours(f"{found.organisation} said this, and takes it back.")
    if decider.opens and found.version == 1:
        raise OpeningFact(field="event_id")
    rest = [one for one in facts if one is not found]
    _require_possible(fact, decider, rest)
    return rest


def _require_possible(fact: Fact, decider: Decider[S], facts: Sequence[Recorded]) -> None:
    """Judge every fact anew, each as the organisation that said it, and refuse where one would be refused."""
    state = decider.initial
    for one in facts:
        caller = replace(fact.caller, organisation=one.organisation)
        again = structs.replace(
            fact, event=one.event, id=one.id, source=one.source, caller=caller, members=Anyone(), today=date.max
        )
        try:
            decider.owned(again, state)
            decider.decide(again, state)
        except Refused as refused:
            raise OthersRestOnIt(f"{one.event.type} of {one.id}: {refused.detail}", field="event_id") from None
        state = decider.evolve(state, one)
