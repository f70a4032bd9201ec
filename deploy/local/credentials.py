"""What opens which door: random, made once per home, readable by its owner only."""

import secrets
from hashlib import sha256
from typing import Any

from deploy.local.home import Home

ORGANISATIONS = ("RGP", "RM1", "RCX", "RMY", "RY3", "RYC", "QMM")
EVERY_ROLE = ["submitter", "reader", "qi_lead", "finance", "operator"]
SYSTEM_READER = "ICS"
ROLES_OF_PEOPLE = {
    "reader": ("Reader", ["reader"]),
    "submitter": ("Submitter", ["reader", "submitter"]),
    "qi.lead": ("QI lead", ["reader", "submitter", "qi_lead"]),
    "finance": ("Finance lead", ["reader", "submitter", "finance"]),
    "operator": ("Operator", ["reader", "operator"]),
}
"""One person in each organisation for each of these: what they are called, and their roles."""
RELYING_PARTY = "golden-thread-pages"
SEAL_KEY = "seal key"


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
    people = _people()
    names = [*map(_secret_name, owners), *(f"person {one['email']}" for one in people), RELYING_PARTY]
    secret_of = settle_secrets(home, names)
    clients = {
        owner: {
            "client_id": owner.lower(),
            "client_secret": secret_of[_secret_name(owner)],
        }
        for owner in owners
    }
    password_of = {one["email"]: secret_of[f"person {one['email']}"] for one in people}
    home.write_private(
        "credentials.json",
        {
            "gateway": gateway_url,
            "token_url": f"{issuer_url}/oauth/token",
            "clients": clients,
            "people": {
                one["email"]: {
                    "password": password_of[one["email"]],
                    "organisation": one["organisation"],
                    "roles": one["roles"],
                }
                for one in people
            },
        },
    )
    home.write_private(
        "clients.json",
        {
            "clients": [_as_known_to_issuer(owner, **client) for owner, client in clients.items()],
            "people": [one | {"password_sha256": _hashed(password_of[one["email"]])} for one in people],
            "relying_party": _relying_party(gateway_url, secret_of[RELYING_PARTY]),
        },
    )


def _people() -> list[dict[str, Any]]:
    of_organisations = [
        _person(f"{mailbox}@{code.lower()}.example", f"{title} of {code}", code, roles)
        for code in ORGANISATIONS
        for mailbox, (title, roles) in ROLES_OF_PEOPLE.items()
    ]
    reader = _person(f"reader@{SYSTEM_READER.lower()}.example", "Reader of the whole system", None, ["reader"])
    return [*of_organisations, reader | {"scope": "system"}]


def _person(email: str, name: str, organisation: str | None, roles: list[str]) -> dict[str, Any]:
    return {"email": email, "name": name, "organisation": organisation, "roles": roles, "scope": None}


def _relying_party(gateway_url: str, secret: str) -> dict[str, Any]:
    """Return how the gateway is known to the issuer: by either name that this machine has for itself."""
    origins = (gateway_url, gateway_url.replace("127.0.0.1", "localhost"))
    return {
        "client_id": RELYING_PARTY,
        "secret_sha256": _hashed(secret),
        "redirect_uris": [f"{origin}/sign-in/callback" for origin in origins],
        "signed_out_uris": [f"{origin}/signed-out" for origin in origins],
    }


def _as_known_to_issuer(owner: str, client_id: str, client_secret: str) -> dict[str, Any]:
    reads_system = owner == SYSTEM_READER
    return {
        "client_id": client_id,
        "secret_sha256": _hashed(client_secret),
        "organisation": None if reads_system else owner,
        "roles": ["reader"] if reads_system else EVERY_ROLE,
        "scope": "system" if reads_system else None,
    }


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _secret_name(owner: str) -> str:
    return f"client {owner}"
