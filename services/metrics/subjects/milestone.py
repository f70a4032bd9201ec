"""What is known of one milestone: when it is due, what is there to show, and who signed it off."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.agreements import MilestoneEvidenced, MilestonePlanned, MilestoneRevoked, MilestoneSignedOff
from shared.contracts.event import Recorded


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone; `due_on` is None while nobody has planned it."""

    slug: str = ""
    title: str = ""
    part_of: str = ""
    organisation: str = ""
    due_on: date | None = None
    evidenced: tuple[date, ...] = ()
    signatures: tuple[tuple[date, bool], ...] = ()
    """Signed off (true) and revoked, in the order in which they were said."""

    def signed_on(self, day: date) -> bool:
        """Return whether it stands signed off on a day: of signing and revoking, the latest by its own date holds."""
        past = [(on, place, signed) for place, (on, signed) in enumerate(self.signatures) if on <= day]
        return bool(past) and max(past)[2]

    def has_evidence(self, day: date) -> bool:
        """Return whether there is something to show by a day."""
        return any(on <= day for on in self.evidenced)


def evolve(milestone: Milestone, fact: Recorded) -> Milestone:
    """Return what is known of the milestone after a fact."""
    match fact.event:
        case MilestonePlanned(title=title, part_of=slug, organisation=code, due_on=day):
            return Milestone(fact.stream.partition("/")[2], title, slug, code, day)
        case MilestoneEvidenced(on=day):
            return replace(milestone, evidenced=(*milestone.evidenced, day))
        case MilestoneSignedOff(on=day):
            return replace(milestone, signatures=(*milestone.signatures, (day, True)))
        case MilestoneRevoked(on=day):
            return replace(milestone, signatures=(*milestone.signatures, (day, False)))
        case _:
            return milestone
