"""2.5 A QI café every month.

What is counted is the month: however many cafés it had, and whoever hosted them with whom, it counts once.
"""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, month_name, month_of
from services.metrics.subjects.cafe import Cafe
from services.metrics.world import World
from shared.contracts.training import CafeCancelled, CafeHeld, CafeScheduled


def contributions(cafe: Cafe, _: World) -> Iterator[Contribution]:
    """Yield its month for each host: in the numerator once it was held, in the denominator while it may still be."""
    if cafe.planned_for is None:
        return
    month = month_of(cafe.held_on or cafe.planned_for)
    numerator, denominator, reason = _judge(cafe)
    for host in sorted(set(cafe.hosts)):
        yield Contribution(Grain.MONTH, month, month, host, month_name(month), numerator, denominator, reason)


def _judge(cafe: Cafe) -> tuple[int, int, str]:
    if not cafe.open_to_all_staff:
        return 0, 0, "not open to all staff"
    if cafe.held_on is not None:
        return 1, 1, "held, open to all staff"
    return (0, 0, "cancelled") if cafe.cancelled else (0, 1, "scheduled, not held")


MEASURE = Measure(
    definition=Definition(
        slug="monthly-cafe",
        place="2.5",
        title="Monthly QI Café",
        words="Monthly QI Café events are set up and held",
        why="Improvement is learned from others who do it. A café that everyone can come to, every month, is where "
        "they meet.",
        unit="months",
        direction="increase",
        counts="Complete months of the year, each on its own: two cafés in May do not cover June.",
        numerator="Complete months with at least one café held, open to all staff.",
        denominator="Months of the year that are complete.",
        exclusions="Cafés scheduled but not held, cancelled, or not open to all staff.",
        attribution="Every organisation that hosted or co-hosted it; the system counts a month once.",
        owner="Head of Quality Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.EVERY_MONTH,
    subjects=("cafe",),
    touched_by=frozenset({CafeScheduled, CafeHeld, CafeCancelled}),
    contributions=contributions,
    targets={("RGP", 2022): 12},
    distinct=True,
)
