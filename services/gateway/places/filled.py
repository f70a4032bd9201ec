"""For whom a filled form asks: people of the own directory, one a line, and how many it does not name."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.gateway.backends import Backend
from services.gateway.recording.people import MOST, by_name
from shared.identity import Caller

MOST_PLACES = 100
NOBODY = "Enter the name of at least one person, or how many places are for people not yet named"
NUMBER = f"Enter a whole number from 0 to {MOST_PLACES}"


@dataclass(frozen=True)
class Filled:
    """Keys of people, how many more, and what is wrong by the question."""

    people: list[str] = field(default_factory=list)
    unnamed: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)


async def filled(directory: Backend, caller: Caller, said: Mapping[str, str]) -> Filled:
    """Read the form."""
    lines = list(dict.fromkeys(line.strip() for line in said.get("people", "").splitlines() if line.strip()))
    number = said.get("unnamed", "").strip() or "0"
    if not (number.isascii() and number.isdecimal() and len(number) <= len(str(MOST_PLACES))):
        return Filled(faults={"unnamed": NUMBER})
    if not lines and not int(number):
        return Filled(faults={"people": NOBODY})
    if len(lines) + int(number) > MOST_PLACES:
        return Filled(faults={"people": f"Ask for at most {MOST_PLACES} places at a time"})
    found = await asyncio.gather(*(_one(directory, caller, line) for line in lines))
    if wrong := [one for _, one in found if one]:
        return Filled(faults={"people": ". ".join(wrong)})
    return Filled([key for key, _ in found], int(number))


async def _one(directory: Backend, caller: Caller, line: str) -> tuple[str, str]:
    """Return the key of whoever a line means, or what is wrong with it.

    A line is a name or its beginning, an address, or both as they are shown: `Ada Byron (ada@rgp.example)`.
    """
    text = line[line.rfind("(") + 1 : -1] if line.endswith(")") and "@" in line else line
    people = await by_name(directory, caller, text)
    exactly = [key for key, name in people.items() if line == name or text in {name, name.partition(" (")[0]}]
    if len(people) > 1 and len(exactly) == 1:
        return exactly[0], ""
    if len(people) == 1:
        return next(iter(people)), ""
    if not people:
        return "", f"Nobody in your organisation’s directory is called “{line[:50]}”"
    named = "" if len(people) > MOST else f": {', '.join(sorted(people.values()))}"
    number = f"More than {MOST}" if len(people) > MOST else str(len(people))
    return "", f"{number} people are called “{line[:50]}”{named}. Enter the address of the one you mean"
