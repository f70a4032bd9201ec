"""The two icons of *Making Data Count*, drawn anew: what the latest point is, and whether the target will be met."""

from dataclasses import dataclass

from services.gateway.charts.drawing import template


@dataclass(frozen=True)
class Icon:
    """A letter in a ring beside a line of dots; `word` says it briefly, `meaning` in a sentence."""

    word: str
    meaning: str
    colour: str
    letter: str
    dots: str
    """Where its dots lie, from left to right."""
    standing_out: int = 0
    """How many dots at the end are what stands out."""

    @property
    def svg(self) -> str:
        return template("icon.svg").render(icon=self)


BLUE, ORANGE, PURPLE, GREY = "#005eb8", "#b54a00", "#7c2855", "#4c6272"
_RISING, _FALLING, _LEVEL = "30,33 36,34 42,27 48,22", "30,20 36,19 42,26 48,31", "30,26 36,30 42,24 48,28"
VARIATION = {
    "common_cause": Icon("Usual variation", "Nothing beyond chance in the latest month.", GREY, "", _LEVEL),
    "improvement_high": Icon(
        "Improvement, high", "Higher in a way that is unlikely to be chance: better.", BLUE, "H", _RISING, 2
    ),
    "improvement_low": Icon(
        "Improvement, low", "Lower in a way that is unlikely to be chance: better.", BLUE, "L", _FALLING, 2
    ),
    "concern_high": Icon(
        "Concern, high", "Higher in a way that is unlikely to be chance: worse.", ORANGE, "H", _RISING, 2
    ),
    "concern_low": Icon(
        "Concern, low", "Lower in a way that is unlikely to be chance: worse.", ORANGE, "L", _FALLING, 2
    ),
    "neutral_high": Icon("Change, high", "Higher in a way that is unlikely to be chance.", PURPLE, "H", _RISING, 2),
    "neutral_low": Icon("Change, low", "Lower in a way that is unlikely to be chance.", PURPLE, "L", _FALLING, 2),
}
ASSURANCE = {
    "pass": Icon("Will meet the target", "As it is now, the target will be met every time.", BLUE, "P", ""),
    "fail": Icon("Will miss the target", "As it is now, the target will not be met without a change.", ORANGE, "F", ""),
    "inconsistent": Icon(
        "Meets it by chance", "As it is now, the target will be met at some times and missed at others.", GREY, "?", ""
    ),
}
