"""What a project is about, before anybody has taken it on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A title, the aim as it follows "By March 2023", and the dimensions of quality, by commas."""

    title: str
    aim: str
    dimensions: str
