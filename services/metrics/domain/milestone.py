"""One milestone that an organisation plans for itself, `milestone/<slug>`."""

from dataclasses import dataclass
from typing import assert_never, cast

from shared.contracts.agreements import (
    MilestoneEvent,
    MilestoneEvidenced,
    MilestonePlanned,
    MilestoneRevoked,
    MilestoneSignedOff,
)
from shared.contracts.event import Event, Recorded
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours


@dataclass(frozen=True, slots=True)
class Milestone:
    """Evidence and signatures need no history: of signing off and revoking the latest dated holds."""

    planner: str | None = None


def owned(fact: Fact, milestone: Milestone) -> None:
    """Whoever planned a milestone speaks of it, and each member plans for itself."""
    if milestone.planner not in {None, fact.organisation}:
        raise NotYours(f"{milestone.planner} planned this milestone.")
    if isinstance(fact.event, MilestonePlanned) and fact.event.organisation != fact.organisation:
        raise NotYours(f"{fact.organisation} plans for itself.", field="organisation")


def decide(fact: Fact, milestone: Milestone) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("MilestoneEvent", fact.event)
    match event:
        case MilestonePlanned():
            if milestone.planner is not None:
                raise AlreadySaid(f"{fact.stream_id} has been planned already.")
        case MilestoneEvidenced() | MilestoneSignedOff() | MilestoneRevoked():
            if milestone.planner is None:
                raise NotOpened(f"{fact.stream_id} has not been planned.")
        case _:
            assert_never(event)
    return event


def evolve(milestone: Milestone, fact: Recorded) -> Milestone:
    """Return the milestone after a fact."""
    event = cast("MilestoneEvent", fact.event)
    match event:
        case MilestonePlanned(organisation=organisation):
            return Milestone(planner=organisation)
        case MilestoneEvidenced() | MilestoneSignedOff() | MilestoneRevoked():
            return milestone
        case _:
            assert_never(event)


MILESTONE = Decider(category="milestone", initial=Milestone(), owned=owned, decide=decide, evolve=evolve)
