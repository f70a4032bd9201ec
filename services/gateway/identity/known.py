"""Who is behind a request, and how that is known."""

from dataclasses import dataclass
from enum import StrEnum

from shared.identity import Caller


class Means(StrEnum):
    """How somebody has shown who they are."""

    TOKEN = "token"  # noqa: S105  a word, no secret
    KEY = "key"
    SESSION = "session"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whoever asks: for which organisation, in which roles, under which name."""

    caller: Caller
    """Its `client` is how the issuer knows them: a client's id or a person's; or a key's id."""
    means: Means
    name: str = ""
    """What to call a person on a page."""
    csrf_token: str = ""
    """What a form of theirs has to bring along; only in a session."""


VISITOR = Identity(caller=Caller(roles=frozenset({"reader"})), means=Means.NOTHING)
"""Whoever opens a page in local mode: sees what another organisation would see."""
NOBODY = Identity(caller=Caller(), means=Means.NOTHING)
"""Somebody who could not show who they are."""
