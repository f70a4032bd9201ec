"""Why a fact was not accepted. Each class's docstring is the sentence that its submitter reads."""

import re
from typing import ClassVar

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
"""What a submitter can put into a name, and no answer can say back."""


class Refused(Exception):
    """The fact was not accepted."""

    status: ClassVar[int] = 409

    def __init__(self, detail: str | None = None, *, field: str | None = None) -> None:
        self.title = (type(self).__doc__ or "").strip()
        self.detail = _UNREADABLE.sub("\ufffd", detail or self.title)
        self.field = field and _UNREADABLE.sub("\ufffd", field)
        super().__init__(self.detail)

    def reason(self) -> dict[str, str]:
        """Return the refusal as the member `reason` of an answer."""
        said = {"type": type(self).__name__, "title": self.title, "detail": self.detail}
        return said if self.field is None else said | {"field": self.field}


class Malformed(Refused):
    """The fact does not have the form that its type asks for."""

    status = 422


class Forbidden(Refused):
    """The caller may not say this."""

    status = 403


# What stands in the way before anything is known of the stream.


class IdReused(Refused):
    """This id and source already stand for a fact with other content."""


class UnknownType(Malformed):
    """No fact of this type exists."""


class WrongStream(Malformed):
    """A fact of this type belongs in a stream of another category."""


class UnknownField(Malformed):
    """A fact of this type has no such field."""


class MissingField(Malformed):
    """A required field is missing."""


class OutOfRange(Malformed):
    """The value lies outside what the field can hold."""


class TooLong(Malformed):
    """The text is longer than the field can hold."""


class ScoreNotOnScale(Malformed):
    """A progress score is one of the ten half points from 0.5 to 5.0."""


class LooksLikePatientIdentifier(Malformed):
    """The text holds ten digits that are a valid NHS number; patients are never named here."""


# Who may say it.


class NotYours(Forbidden):
    """This belongs to another organisation."""


class NotYourProject(Forbidden):
    """Another organisation leads this project."""


class NotAMember(Forbidden):
    """The organisation is not a member of the system."""


class RoleRequired(Forbidden):
    """This needs a role that the caller does not have."""


# What stands in the way in every kind of stream.


class UnknownOrganisation(Malformed):
    """No organisation with this code has ever joined."""


class NotYetHappened(Malformed):
    """A fact cannot be dated after today in London."""


class OutOfOrder(Refused):
    """This is dated before what it follows."""


class AlreadySaid(Refused):
    """This has been said already."""


class NotOpened(Refused):
    """Nothing has opened this stream yet."""


class LeftOut(Refused):
    """Another fact that was to be accepted together with this one was refused."""


# What stands in the way of taking a fact back.


class NoSuchFact(Refused):
    """No standing fact of this stream was submitted under this id."""


class OpeningFact(Refused):
    """The fact that opens a stream cannot be taken back."""


class OthersRestOnIt(Refused):
    """A later fact would not have been possible without this one."""
