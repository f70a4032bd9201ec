"""The space for improvement, physical and digital, as James Paget plans it each year."""

from collections.abc import Iterator
from datetime import date

from deploy.local.example.days import STRATEGY_YEAR, written
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

WHO = "RGP"
ROLE = "Director of Strategy"
PHYSICAL, DIGITAL = "physical", "digital"
TITLES = {
    PHYSICAL: "A room with visual displays of improvement projects",
    DIGITAL: "A digital space with projects and resources",
}
LATER_TITLES = {
    PHYSICAL: "Improvement boards on every ward at Gorleston",
    DIGITAL: "The library of resources opened to primary care",
}


def told(year: int) -> Iterator[Submission]:
    """Yield both parts: planned, evidenced, signed off, and one of them for a while no longer."""
    first = year == STRATEGY_YEAR
    titles = TITLES if first else LATER_TITLES
    yield from _part(year, PHYSICAL, _physical(year, titles[PHYSICAL]))
    yield from _part(year, DIGITAL, _digital(year, titles[DIGITAL], done=first))


def _part(year: int, part: str, sayings: list[Said]) -> Iterator[Submission]:
    yield from spoken(WHO, _subject(year, part), sayings)


def _subject(year: int, part: str) -> str:
    return f"milestone/rgp-improvement-space-{part}-{written(year).replace('/', '-')}"


def _physical(year: int, title: str) -> list[Said]:
    room = "Winter pressures: the room is a discharge lounge for now."
    wrong = _said("wrong-evidence", "evidenced", date(year, 9, 20), evidence="Photographs of the education centre.")
    event_id = identifier(_subject(year, PHYSICAL), wrong.key)
    return [
        _planned(year, title, date(year, 12, 16)),
        wrong,
        taken_back(wrong, event_id, date(year, 9, 21), "These are pictures of another building."),
        _said("evidence", "evidenced", date(year, 10, 18), evidence="Opened by the chief executive; 14 boards hang."),
        _said("signed", "signed_off", date(year, 11, 15), role=ROLE),
        _said("revoked", "revoked", date(year + 1, 1, 10), role=ROLE, note=room),
        _said("signed-again", "signed_off", date(year + 1, 3, 14), role=ROLE, note="The room is back."),
    ]


def _digital(year: int, title: str, *, done: bool) -> list[Said]:
    planned = _planned(year, title, date(year + 1, 1, 15))
    evidence = _said("evidence", "evidenced", date(year, 12, 6), evidence="https://improvement.example/space")
    signed = _said("signed", "signed_off", date(year + 1, 1, 12), role=ROLE)
    return [planned, evidence, signed] if done else [planned]


def _planned(year: int, title: str, due_on: date) -> Said:
    data: dict[str, object] = {
        "title": title,
        "part_of": "improvement-space",
        "organisation": WHO,
        "due_on": due_on.isoformat(),
    }
    return Said("planned", "milestone.planned", date(year, 5, 10), data)


def _said(key: str, word: str, day: date, **words: str) -> Said:
    return Said(key, f"milestone.{word}", day, {"on": day.isoformat(), **words})
