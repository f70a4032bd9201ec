"""Why a fact of the agreement is refused, beside what holds for every kind of stream."""

from shared.refusals import Refused


class NotTheNextVersion(Refused):
    """A proposal carries the version that follows the current one."""


class NoSuchVersion(Refused):
    """No such version of this measure has been proposed."""


class MeasureRetired(Refused):
    """The measure was retired; nothing later than that day can be said of it."""
