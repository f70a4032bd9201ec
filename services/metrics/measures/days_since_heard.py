"""Leading: how long ago an organisation was last heard of. Worked out at reading."""

from datetime import date

from services.metrics.definition import Definition, Kind, Measure, Rule

MEASURE = Measure(
    definition=Definition(
        slug="days-since-heard",
        place="L5",
        title="Days since the last submission",
        words="No promise of the strategy: a leading indicator.",
        why="Figures are as good as what was said. An organisation that falls silent makes everyone's less true.",
        unit="days",
        direction="decrease",
        counts="Days from the last one on which something of the organisation was recorded to the as-at day.",
        numerator="Days; for the system, of the member that has been silent longest.",
        denominator=None,
        exclusions="Refused submissions; organisations that are no members.",
        attribution="Each organisation for itself.",
        owner="ICS Director of Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.DAYS,
    rule=Rule.SILENCE,
)
