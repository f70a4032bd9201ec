"""How each organisation's projects go in a year: one letter a project, in the order of closing.

The letters are those of `story.Outcome`. They are set so that the figures tell something:
in 2022/23 James Paget just misses its promise on improvement and keeps the one on involvement.
"""

from dataclasses import dataclass

from deploy.local.example.days import STRATEGY_YEAR

WRITTEN_IN = 2026
"""The years between the strategy's and this one stay empty."""


@dataclass(frozen=True)
class Plan:
    """The outcomes in the order of their days, and how many in a hundred involve patients."""

    outcomes: str
    involved: int


FIRST_YEAR = {
    "RGP": Plan("+-A+x+l~#+-+>+~d+E+v?~r~a", 24),
    "RM1": Plan("+a+A-+x~+#+l+", 25),
    "RCX": Plan("-+x+d~+E-t", 20),
    "RMY": Plan("+~+-x+A+<o", 45),
    "RY3": Plan("+-!+~n++", 30),
    "RYC": Plan("-+~x+", 20),
    "QMM": Plan("+~->", 50),
}

EVERY_YEAR = {
    "RGP": Plan("++-+A~r-#+x+v+p~+?d+-<+", 28),
    "RM1": Plan("+-++x>+a+~E+", 24),
    "RCX": Plan("-+n-x+d+A~", 20),
    "RMY": Plan("++-!+l~+t", 65),
    "RY3": Plan("+A-~+x++", 20),
    "RYC": Plan("+x~-+", 20),
    "QMM": Plan("+-~+", 50),
}


def plan(organisation: str, year: int) -> Plan:
    """Return how an organisation's year goes; every year after the first goes alike."""
    return (FIRST_YEAR if year == STRATEGY_YEAR else EVERY_YEAR)[organisation]


def projects_before(organisation: str, year: int) -> int:
    """Return how many projects the organisation's earlier years had."""
    if year == STRATEGY_YEAR:
        return 0
    alike = max(0, year - WRITTEN_IN)
    return len(FIRST_YEAR[organisation].outcomes) + alike * len(EVERY_YEAR[organisation].outcomes)


def years(running: int) -> list[int]:
    """Return the years to tell of when this one is running.

    Once a year has been the running one it stays, so those since `WRITTEN_IN` are all told.
    The next year is told as well: its first projects are registered in the running one.
    """
    return sorted({STRATEGY_YEAR, *range(max(STRATEGY_YEAR, min(running, WRITTEN_IN)), running + 2)})
