"""The course of one project, before it is told as facts."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from deploy.local.example.chance import chance
from deploy.local.example.days import working_day
from deploy.local.example.organisation import Organisation
from deploy.local.example.topic import Topic


class Outcome(StrEnum):
    """How a project goes, with the letter that stands for it in a year's plan."""

    IMPROVED = "+"
    IMPROVED_AFTERWARDS = "l"
    """The score that counts comes within the 90 days after completion."""
    ADVISER_CONVINCED = "a"
    """The team is modest, the adviser says more."""
    FELL_SHORT = "-"
    ADVISER_DOUBTS = "d"
    """The team says more than the adviser."""
    TOO_LATE = "t"
    """The improvement shows after the 90 days."""
    SCORE_VOIDED = "v"
    """The good score belonged to another project."""
    NEVER_SCORED = "n"
    CLOSED_TWICE = "r"
    REOPENED = "o"
    HANDED_OVER = ">"
    LENT = "<"
    """Another organisation leads for a while."""
    RUNS_ON = "~"
    """Still running when the year ends."""
    LONG_PAUSE = "p"
    CANCELLED = "x"
    DUPLICATE = "#"
    TEST = "?"
    IN_ERROR = "!"
    AUDIT = "A"
    EVALUATION = "E"


VOIDED = {Outcome.DUPLICATE, Outcome.TEST, Outcome.IN_ERROR}
CARRIED_OVER = {Outcome.RUNS_ON, Outcome.LONG_PAUSE}
FIRST_CLOSED_BEFORE = 50
"""The days by which a project that is closed twice is closed too early."""
NO_IMPROVEMENT_PROJECT = {Outcome.AUDIT, Outcome.EVALUATION}


@dataclass(frozen=True, kw_only=True)
class Story:
    """What is settled of a project before its facts are told."""

    project: str
    organisation: Organisation
    division: str
    topic: Topic
    outcome: Outcome
    registered_on: date
    started_on: date
    closes_on: date
    involved: bool
    twin: str | None
    """The project of which it is a duplicate."""
    turn: int
    """How many improvement projects the organisation's year had before it."""

    @property
    def improves(self) -> bool:
        """Return whether it is a real improvement project."""
        return self.outcome not in VOIDED | NO_IMPROVEMENT_PROJECT

    @property
    def first_closed_on(self) -> date:
        """The day up to which it is open without a break."""
        early = timedelta(days=FIRST_CLOSED_BEFORE if self.outcome is Outcome.CLOSED_TWICE else 0)
        return max(self.started_on, working_day(self.closes_on - early))

    def chance(self, matter: str) -> Random:
        """Return this project's own chance in a matter."""
        return chance(self.project, matter)
