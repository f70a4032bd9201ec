"""2.2 Publications in relevant journals."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, month_of
from services.metrics.subjects.publication import Publication, Record
from services.metrics.world import World
from shared.contracts.publication import PublicationRecorded, PublicationRetracted


def contributions(publication: Publication, _: World) -> Iterator[Contribution]:
    """Yield one row an organisation: what counts in the month in which it first appeared."""
    counted = [one for one in publication.records if _why_not(one) is None]
    authors = {code for one in counted for code in one.organisations}
    first = min((one.published_on for one in counted), default=None)
    rows = [(code, first, 1, "journal article, relevant") for code in sorted(authors) if first is not None]
    rest = sorted(
        (code, one.published_on, _why_not(one) or "")
        for one in publication.records
        for code in one.organisations
        if code not in authors
    )
    rows += [(code, day, 0, why) for place, (code, day, why) in enumerate(rest) if code not in _codes(rest[:place])]
    for place, (code, day, numerator, reason) in enumerate(rows):
        month = month_of(day)
        # The whole system counts it once, by its first row.
        yield Contribution(Grain.MONTH, month, month, code, publication.key, numerator, 0, reason, place == 0)


def _codes(rows: list[tuple[str, date, str]]) -> set[str]:
    return {code for code, _, _ in rows}


def _why_not(one: Record) -> str | None:
    if one.retracted:
        return "retracted"
    if one.kind != "journal_article":
        return f"{one.kind.replace('_', ' ')}, not a journal article"
    return None if one.relevant else "not in a relevant journal"


MEASURE = Measure(
    definition=Definition(
        slug="publications",
        place="2.2",
        title="Publications in relevant journals",
        words="2 Publications in relevant journals",
        why="What one team has learned can spare another the detour, once it is written down where others look.",
        unit="publications",
        direction="increase",
        counts="Publications by the day on which they first appeared, each once, whoever recorded it.",
        numerator="Distinct journal articles, relevant and not retracted; distinct by DOI, or by title and journal.",
        denominator=None,
        exclusions="Preprints, abstracts and posters; articles that are not relevant; retracted records.",
        attribution="Every organisation among its authors'; the system counts a joint publication once.",
        owner="Head of Research",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.COUNT,
    subjects=("publication",),
    touched_by=frozenset({PublicationRecorded, PublicationRetracted}),
    contributions=contributions,
    targets={("RGP", 2022): 2},
)
