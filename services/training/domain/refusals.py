"""Why a fact about training is refused, beside what holds for every kind of stream."""

from shared.refusals import Malformed, Refused


class SessionWasCancelled(Refused):
    """The session was cancelled; nothing more can be said of it."""


class PlaceNotOffered(Refused):
    """Nobody holds an offer of this place that this could follow."""


class PlaceTaken(Refused):
    """Somebody holds this place or an offer of it, so it was not drawn again."""


class NoSuchCompletion(Refused):
    """No standing completion of this person was submitted under this id."""


class MergedIntoItself(Malformed):
    """A person can only be merged into another person."""
