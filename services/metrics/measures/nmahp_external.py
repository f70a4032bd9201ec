"""4.4 Nurses, midwives and allied health professionals of others who completed the scholarship.

Worked out at reading, from the rows of those of one's own: whoever is not internal is external.
"""

from dataclasses import replace

from services.metrics.definition import Kind, Measure, Rule
from services.metrics.measures.nmahp_internal import MEASURE as INTERNAL

MEASURE = Measure(
    definition=replace(
        INTERNAL.definition,
        slug="nmahp-external",
        place="4.4b",
        title="External nurses, midwives and AHPs who completed the scholarship",
        numerator="Distinct nurses, midwives and allied health professionals whose employer at enrolment is any other "
        "organisation; for the system, one that was not a member on the day of enrolment.",
        attribution="Every organisation but the employer at enrolment.",
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.COUNT,
    targets={("RGP", 2022): 4},
    distinct=True,
    counts_people=True,
    reads_rows_of="nmahp-internal",
)
