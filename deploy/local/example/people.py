"""The people of the example: random keys, the same on every machine, and no names."""

from uuid import UUID

from deploy.local.example.chance import chance

PROFESSIONS = {"nurse": 5, "midwife": 1, "allied_health_professional": 2, "doctor": 2, "other": 2}
STAFF_GROUPS = {
    "nurse": "Nursing and Midwifery Registered",
    "midwife": "Nursing and Midwifery Registered",
    "allied_health_professional": "Allied Health Professionals",
    "doctor": "Medical and Dental",
    "other": "Administrative and Clerical",
}


def key(*words: str) -> str:
    """Return somebody's key."""
    return str(UUID(int=chance("person", *words).getrandbits(128), version=4))


def staff(organisation: str, number: int) -> str:
    """Return the key of one of an organisation's staff."""
    return key(organisation, str(number))


def profession(person: str) -> str:
    """Return what somebody is by profession."""
    return chance(person, "profession").choices([*PROFESSIONS], [*PROFESSIONS.values()])[0]
