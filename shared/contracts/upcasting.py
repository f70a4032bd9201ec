"""Facts said in an older form, read as what is known today.

A breaking change is a new type with `.v2` at its end. The older type stays in its category, as a `Superseded` that
knows how to say itself in the form that came after it: it can still be sent, what was kept of it stays as it was,
and deciders, subjects and measures only ever see today's form.
"""

from shared.contracts.event import Event


class Superseded(Event, frozen=True, kw_only=True):
    """A type of fact that another has taken the place of."""

    def upcast(self) -> Event:
        """Return the same fact in the next form; what was never said is left out or said to be unknown."""
        raise NotImplementedError


def today(event: Event) -> Event:
    """Return a fact in the form that is known today, over as many steps as there are."""
    while isinstance(event, Superseded):
        event = event.upcast()
    return event
