"""4.3 Proven innovations adopted and spread."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from services.metrics.contribution import Contribution, Judgement
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, last_day, period_of
from services.metrics.runs import runs
from services.metrics.subjects.innovation import Innovation
from services.metrics.world import World
from shared.contracts.innovation import InnovationRegistered, InnovationStageReached

THE_SYSTEM = ""


def contributions(innovation: Innovation, _: World) -> Iterator[Contribution]:
    """Yield where it was spread in which period, for each organisation, and for the system where it was first."""
    days: dict[str, list[date]] = defaultdict(list)
    for step in innovation.steps:
        for code in (step.organisation, THE_SYSTEM):
            days[code].append(step.on)
    ways: dict[str, Callable[[date], date | None]] = {
        code: partial(innovation.spread_on, code) for code in innovation.organisations
    }
    ways[THE_SYSTEM] = partial(_first_spread_on, innovation)
    for grain in (Grain.MONTH, Grain.YEAR):
        for code, spread_on in ways.items():
            for first, last, said in runs(days[code], grain, partial(_judge, innovation, code, spread_on, grain)):
                yield Contribution(
                    grain, first, last, code, innovation.id, said.numerator, 0, said.reason, code == THE_SYSTEM
                )


def _first_spread_on(innovation: Innovation, day: date) -> date | None:
    found = (innovation.spread_on(code, day) for code in innovation.organisations)
    return min((on for on in found if on is not None), default=None)


def _judge(
    innovation: Innovation, code: str, spread_on: Callable[[date], date | None], grain: Grain, period: int
) -> Judgement | None:
    reference_day = last_day(period, grain)
    spread = spread_on(reference_day)
    if spread is not None:
        return Judgement(code, 1, "adopted and spread") if period_of(spread, grain) == period else None
    used = max((len(innovation.in_use(one, reference_day)) for one in _whose(innovation, code)), default=0)
    reason = f"in use at {used} of the {innovation.spread_sites} sites that make it spread"
    return Judgement(code, 0, reason) if used else None


def _whose(innovation: Innovation, code: str) -> list[str]:
    return innovation.organisations if code == THE_SYSTEM else [code]


MEASURE = Measure(
    definition=Definition(
        slug="innovations-spread",
        place="4.3",
        title="National innovations adopted and spread",
        words="Adoption and spread of two proven national innovations within JPUH",
        why="The quickest improvement is one that others have proven. Adopting it at one site is a pilot; patients "
        "gain when it is in use wherever it helps.",
        unit="innovations",
        direction="increase",
        counts="Innovations by the period in which they became spread.",
        numerator="Distinct innovations in use at as many sites of the organisation as make it spread, the last "
        "needed site having adopted it in the period.",
        denominator=None,
        exclusions="Pilots; sites that discontinued it.",
        attribution="The organisation whose sites use it; the system counts it once, where it was spread first.",
        owner="Head of Innovation",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.COUNT,
    subjects=("innovation",),
    touched_by=frozenset({InnovationRegistered, InnovationStageReached}),
    contributions=contributions,
    targets={("RGP", 2022): 2},
)
