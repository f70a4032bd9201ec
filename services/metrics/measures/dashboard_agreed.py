"""4.1 A dashboard with agreed metrics, in use. Worked out at reading, from the agreement and who submits."""

from datetime import date

from services.metrics.definition import Definition, Kind, Measure, Rule

MEASURE = Measure(
    definition=Definition(
        slug="dashboard-agreed",
        place="4.1",
        title="A dashboard with agreed metrics",
        words="Implementation of a QI dashboard with agreed cross-organisational metrics in place by end of 22/23.",
        why="Figures that everyone has agreed to, and that everyone feeds, are figures that everyone can act on.",
        unit="%",
        direction="increase",
        counts="Organisations that are members at the end of the period.",
        numerator="Of these, organisations that have agreed the current version of every measure of the strategy, and "
        "of which an event was recorded in the 35 days before.",
        denominator="Organisations that are members at the end of the period.",
        exclusions="Agreements to earlier versions; organisations that last objected.",
        attribution="Each organisation for itself.",
        owner="ICS Director of Improvement",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.STATES,
    rule=Rule.AGREEMENT,
    targets={("RGP", 2022): 100},
)
