"""What the pages say about a figure, in plain British English."""

from dataclasses import dataclass

from services.gateway.pages.moments import year_is_over
from services.gateway.pages.sources import Definition, Evidence, Figure, Reason

PERCENT = "%"
FEWEST_TO_SAY = 5
LONGEST_NOUN = 60
HIDDEN = "*"
SYSTEM_TARGET = "set by each organisation for itself"


@dataclass(frozen=True)
class Status:
    """A status is told by its word and its shape; the colour only repeats them."""

    word: str
    shape: str
    colour: str
    meaning: str = ""


STATUSES = {
    "achieved": Status("Achieved", "tick", "blue", "The target is met."),
    "secured": Status(
        "Secured",
        "shield",
        "blue",
        "The target will be met whatever the remaining projects do.",
    ),
    "on_track": Status(
        "On track",
        "arrow",
        "blue",
        "Where it should be by now to meet the target.",
    ),
    "at_risk": Status("At risk", "triangle", "orange", "Needs attention to meet the target."),
    "off_track": Status("Off track", "diamond", "orange", "Behind what the target needs by now."),
    "unreachable": Status(
        "Unreachable this year",
        "bar",
        "purple",
        "The remaining projects are too few to meet the target.",
    ),
    "not_achieved": Status("Not achieved", "cross", "purple", "The target was not met in time."),
    "no_target": Status("No target set", "ring", "grey"),
    "insufficient_data": Status("Too few to say", "dots", "grey"),
    "suppressed": Status("Small number, not shown", "star", "grey"),
}

SINGULAR = {
    "people": "person",
    "persons": "person",
    "publications": "publication",
    "projects": "project",
    "parts": "part",
    "months": "month",
    "places": "place",
    "innovations": "innovation",
    "organisations": "organisation",
}


def status_of(figure: Figure) -> Status:
    """A status that is newer than these pages shows as it is called."""
    called = figure["status"]
    words = called.replace("_", " ").capitalize()
    return STATUSES.get(called) or Status(words, "ring", "grey")


def headline(figure: Figure, definition: Definition) -> str:
    """Return the figure itself: `72.73%`, `7 of 12`, `1,012`."""
    if figure["value"] is None:
        return HIDDEN if figure.get("suppressed") else "No data yet"
    if definition["unit"] == PERCENT:
        return f"{figure['value']}%"
    about = "About " if figure["status"] == "suppressed" else ""
    return about + (_ratio(figure) or _number(figure["value"]))


def detail(figure: Figure, definition: Definition) -> str:
    """Return what stands beside the headline: `8 of 11`, `months`, `people`."""
    if figure["value"] is None:
        return "a small number, not shown" if figure.get("suppressed") else ""
    if definition["unit"] == PERCENT:
        return _ratio(figure)
    return _unit(definition["unit"], figure["denominator"] or figure["value"])


def target(figure: Figure, definition: Definition) -> str:
    """Return the target with its unit, or who could set one."""
    if figure["target"] is None:
        return "none set" if figure["organisation"] else SYSTEM_TARGET
    if definition["unit"] == PERCENT:
        return f"{figure['target']}%"
    unit = definition.get("target_unit") or _unit(definition["unit"], figure["target"])
    return f"{_number(figure['target'])} {unit}"


def needed(figure: Figure, definition: Definition) -> str:
    """Return what is missing: more to come in a running year, a shortfall after it."""
    count = figure["needed"]
    if count is None:
        return ""
    if count == 0:
        return "" if figure["status"] == "insufficient_data" else "Nothing more needed"
    unit = "" if definition["unit"] == PERCENT else f" {_unit(definition['unit'], count)}"
    if year_is_over(figure["year"], figure["as_at"] or figure["fresh_as_of"]):
        return f"{count:,}{unit} short of the target"
    return f"{count:,} more{unit} needed"


def why_nothing_is_said(figure: Figure, definition: Definition) -> str:
    """Return why a figure has no value or no judgement, where it has not."""
    if figure.get("suppressed"):
        return "Numbers about people elsewhere are rounded, and small ones are not shown."
    if figure["value"] is None:
        return "Nothing that this measure counts has been recorded for this year."
    if figure["status"] == "no_target":
        return ""
    if figure["status"] != "insufficient_data":
        return ""
    if definition["unit"] == PERCENT and (figure["denominator"] or 0) < FEWEST_TO_SAY:
        return f"A percentage of fewer than {FEWEST_TO_SAY} says little."
    return "Nothing is planned yet, or the year has not begun."


def evidence_sentence(evidence: Evidence, definition: Definition) -> str:
    """Return `11 completed projects: 8 counted, 3 not`."""
    counted, left_out = evidence["counted"], evidence["not_counted"]
    if counted is None or left_out is None:
        return "Small numbers about people elsewhere are not shown."
    if counted + left_out == 0:
        return "Nothing that this measure looks at has been recorded for this year."
    noun = _noun(definition)
    return f"{counted + left_out:,} {noun}: {counted:,} counted, {left_out:,} not"


def reason(given: Reason) -> str:
    """Return `2 scored below 3.0`."""
    if given["count"] is None:
        return f"A small number, not shown: {given['reason']}"
    return f"{given['count']:,} {given['reason']}"


def counted(number: int | None) -> str:
    """Return a cell of a table, empty for a number that is hidden or not there."""
    return "" if number is None else f"{number:,}"


def fact(type_: str) -> str:
    """Return a fact's type as words: `Project score assessed`."""
    return capital(type_.replace(".", " ").replace("_", " "))


def capital(text: str) -> str:
    """Return a sentence's beginning as such, leaving `QI` and the rest alone."""
    return text[:1].upper() + text[1:]


def _noun(definition: Definition) -> str:
    """Return what a definition counts as a noun: its sentence up to the first comma, if that is short."""
    said = definition["counts"].partition(",")[0].rstrip(".")
    if len(said) > LONGEST_NOUN or ". " in said:
        return "looked at"
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def _ratio(figure: Figure) -> str:
    if figure["numerator"] is None or figure["denominator"] is None:
        return ""
    return f"{figure['numerator']:,} of {figure['denominator']:,}"


def _number(value: str) -> str:
    return f"{int(value):,}" if value.isdecimal() else value


def _unit(plural: str, count: int | str | None) -> str:
    return SINGULAR.get(plural, plural) if str(count) == "1" else plural
