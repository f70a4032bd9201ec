"""Who advises and coaches projects, by the organisation that registered them."""

from datetime import date

from deploy.local.example.people import key

HOW_MANY = {"RGP": 3, "RM1": 2, "RCX": 1, "RMY": 1, "RY3": 1, "QMM": 1}
RETIRED_ON = {("RGP", 2): date(2022, 11, 30)}
LENDER = "RM1"
"""Whose advisers coach the projects of an organisation that has none."""


def advisers(organisation: str) -> list[str]:
    """Return an organisation's advisers."""
    return [key(organisation, "adviser", str(number)) for number in range(HOW_MANY[organisation])]


def coaches(organisation: str, until: date) -> list[str]:
    """Return who can coach an organisation's projects up to a day."""
    lender = organisation if organisation in HOW_MANY else LENDER
    return [
        person for number, person in enumerate(advisers(lender)) if RETIRED_ON.get((lender, number), date.max) > until
    ]
