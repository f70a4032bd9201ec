"""Who advises and coaches projects, by the organisation that registered them."""

from deploy.local.example.people import key

HOW_MANY = {"RGP": 3, "RM1": 2, "RCX": 1, "RMY": 1, "RY3": 1, "QMM": 1}
BOARD = "QMM"


def advisers(organisation: str) -> list[str]:
    """Return an organisation's advisers."""
    return [key(organisation, "adviser", str(number)) for number in range(HOW_MANY.get(organisation, 0))]


def coaches(organisation: str) -> list[str]:
    """Return who coaches an organisation's projects: the board's adviser where it has none itself."""
    return advisers(organisation) or advisers(BOARD)
