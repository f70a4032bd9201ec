"""Facts said or kept in an older form, read as what is known today.

A breaking change is a new type with `.v2` at its end. The older type stays in its category, as a `Superseded` that
knows how to say itself in the form that came after it: it can still be sent, what was kept of it stays as it was,
and deciders, subjects and measures only ever see today's form.

What a service adds to a fact when it keeps it can grow without a new type, because nobody submits it. The forms in
which earlier releases kept the type are then named in its `kept_before`. No data fits two forms: a later one requires
a field that the earlier does not know.
"""

import msgspec

from shared.contracts.event import Event


class Superseded(Event, frozen=True, kw_only=True):
    """A form of fact that another has taken the place of."""

    def upcast(self) -> Event:
        """Return the same fact in the next form; what was never said is left out or said to be unknown."""
        raise NotImplementedError


def today(event: Event) -> Event:
    """Return a fact in the form that is known today, over as many steps as there are."""
    while isinstance(event, Superseded):
        event = event.upcast()
    return event


def decoded(data: bytes | str, kind: type[Event]) -> Event:
    """Return what was kept of a fact of this type, in whichever form, as it is known today."""
    try:
        return today(msgspec.json.decode(data, type=kind))
    except msgspec.ValidationError as error:
        for form in kind.kept_before:
            try:
                return today(msgspec.json.decode(data, type=form))
            except msgspec.ValidationError:
                continue
        raise error from None
