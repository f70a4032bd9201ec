"""Nobody gives what they do not have, and a key opens no way to more keys."""

from collections.abc import Iterable

from fastapi import Request

from services.gateway.identity.known import Identity, Means
from shared.http import Problem
from shared.identity import Caller


def require_granted(caller: Caller, roles: Iterable[str]) -> None:
    """Refuse to give roles that the caller does not have."""
    if lacking := sorted(set(roles) - caller.roles):
        detail = f"You do not have the role `{lacking[0]}` yourself, and cannot give it."
        raise Problem(403, "RoleRequired", detail, field="roles")


def require_no_key(request: Request) -> None:
    """Refuse an API key: whoever finds one could make themselves another."""
    identity: Identity = request.state.identity
    if identity.means is Means.KEY:
        raise Problem(403, "NotByKey", "This is not done with an API key: sign in, or use an access token.")
