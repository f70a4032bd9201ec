"""Who is signed in, for the head of every page that one request is answered with."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """What the head of a page offers: to sign in, or to sign out."""

    way_in: str
    name: str = ""
    csrf_token: str = ""


# The pages' own functions do not all know the request: a problem is a page wherever it comes from.
_shown: ContextVar[Account | None] = ContextVar("account", default=None)


def show(account: Account) -> None:
    """Show this account on the page that the current request is answered with."""
    _shown.set(account)


def shown() -> Account | None:
    """Return the account to show; None where nobody can sign in."""
    return _shown.get()
