"""Chance that falls the same way every time, for each matter its own."""

from random import Random

HALF = 0.5
ONE_IN_THREE = 0.33
ONE_IN_FIVE = 0.2
ONE_IN_TWELVE = 0.08


def chance(*matter: str) -> Random:
    """Return a generator for this matter alone, so that a new matter disturbs no other."""
    return Random("/".join(matter))  # noqa: S311 (nothing here is secret)
