"""What opens which door: random, made once per home, readable by its owner only."""

import secrets
from hashlib import sha256
from typing import Any

from deploy.local.home import Home

ORGANISATIONS = ("RGP", "RM1", "RCX", "RMY", "RY3", "RYC", "QMM")
EVERY_ROLE = ["submitter", "reader", "qi_lead", "finance", "operator"]
SYSTEM_READER = "ICS"


def settle_secrets(home: Home, names: list[str]) -> dict[str, str]:
    """Return a secret for each name, the same as last time where there was one."""
    known = home.read("secrets.json")
    if missing := [name for name in names if name not in known]:
        known |= {name: secrets.token_urlsafe(32) for name in missing}
        home.write_private("secrets.json", known)
    return {name: known[name] for name in names}


def settle_clients(home: Home, gateway_url: str, issuer_url: str) -> None:
    """Write what the issuer checks (`clients.json`) and what people use (`credentials.json`)."""
    owners = (*ORGANISATIONS, SYSTEM_READER)
    secret_of = settle_secrets(home, [_secret_name(owner) for owner in owners])
    clients = {
        owner: {
            "client_id": owner.lower(),
            "client_secret": secret_of[_secret_name(owner)],
        }
        for owner in owners
    }
    home.write_private(
        "credentials.json",
        {
            "gateway": gateway_url,
            "token_url": f"{issuer_url}/oauth/token",
            "clients": clients,
        },
    )
    known = [_as_known_to_issuer(owner, **client) for owner, client in clients.items()]
    home.write_private("clients.json", {"clients": known})


def _as_known_to_issuer(owner: str, client_id: str, client_secret: str) -> dict[str, Any]:
    reads_system = owner == SYSTEM_READER
    return {
        "client_id": client_id,
        "secret_sha256": sha256(client_secret.encode()).hexdigest(),
        "organisation": None if reads_system else owner,
        "roles": ["reader"] if reads_system else EVERY_ROLE,
        "scope": "system" if reads_system else None,
    }


def _secret_name(owner: str) -> str:
    return f"client {owner}"
