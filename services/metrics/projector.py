"""Fold facts into the read side, in the batch's transaction: ledger, figures, and what the agreement says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from services.metrics import ledger, read_side
from services.metrics.contribution import FOR_EVER
from services.metrics.definition import Kind, Measure
from services.metrics.ledger import Row, Unfoldable
from services.metrics.period import Grain, first_day, year_of
from services.metrics.read_side import Delta
from shared.consumer import CannotApply
from shared.contracts.event import Recorded
from shared.postgres import Connection

WHOLE_SYSTEM = ""


class Projector:
    """Applies batches of facts for a set of measures."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self.measures = measures

    async def apply(self, connection: Connection, facts: Sequence[Recorded]) -> None:
        """Take in a batch, in the order in which it was recorded."""
        about_projects: dict[str, list[Recorded]] = defaultdict(list)
        for fact in facts:
            match fact.stream.partition("/")[0]:
                case "project":
                    about_projects[fact.stream].append(fact)
                case "organisation":
                    await read_side.keep_organisation(connection, fact)
                case "measure":
                    await read_side.keep_target(connection, fact)
                case _:
                    # No measure asks about it yet; the log keeps it for the day when one does.
                    pass
        if about_projects:
            await self._subjects(connection, about_projects)

    async def _subjects(self, connection: Connection, new: Mapping[str, list[Recorded]]) -> None:
        earlier = await read_side.facts(connection, new)
        open_rows = await read_side.open_rows(connection, new)
        opened: list[Row] = []
        closed: list[Row] = []
        for subject, facts in new.items():
            before = open_rows.get(subject, [])
            after = self._fold(subject, earlier.get(subject, []), facts, before)
            known = {row.id: row for row in before}
            opened += [row for row in after if row.id not in known]
            closed += [row for row in after if row.id in known and row.known_to is not None]
        await read_side.keep_facts(connection, [fact for facts in new.values() for fact in facts])
        await read_side.keep_rows(connection, opened, closed)
        await read_side.keep_figures(connection, changes(self.measures, opened, closed))

    def _fold(
        self, subject: str, earlier: Sequence[Recorded], facts: Sequence[Recorded], before: Sequence[Row]
    ) -> list[Row]:
        """Return the subject's rows after these facts, which were all recorded after the earlier ones."""
        try:
            return ledger.follow(self.measures.values(), subject, before, earlier, facts)
        except Unfoldable as error:
            raise CannotApply(error.fact, error.reason) from error


def changes(measures: Mapping[str, Measure], opened: Iterable[Row], closed: Iterable[Row]) -> list[Delta]:
    """Return by how much the figures that hold now are changed by rows opened and rows closed."""
    total: Counter[tuple[str, str, str, int, str]] = Counter()
    for rows, sign in (((row for row in opened if row.known_to is None), 1), (closed, -1)):
        for row in rows:
            for grain, period, direction in _edges(measures[row.measure], row):
                for organisation in _whose(row):
                    key = (row.measure, organisation, grain.value, period)
                    total[(*key, "numerator")] += sign * direction * row.contribution.numerator
                    total[(*key, "denominator")] += sign * direction * row.contribution.denominator
    keys = sorted({key[:4] for key, change in total.items() if change})
    return [Delta(*key, total[(*key, "numerator")], total[(*key, "denominator")]) for key in keys]


def _whose(row: Row) -> tuple[str, ...]:
    own = row.contribution.organisation
    return (own, WHOLE_SYSTEM) if row.contribution.in_system else (own,)


def _edges(measure: Measure, row: Row) -> list[tuple[Grain, int, int]]:
    """Return where the row's run begins (+1) and where it is over (-1), in each series that it adds to."""
    one = row.contribution
    spans = [(one.grain, one.first, one.last)]
    if measure.kind is Kind.HAPPENINGS and one.grain is Grain.MONTH:
        year = year_of(first_day(one.first, Grain.MONTH))
        spans.append((Grain.YEAR, year, year))
    begin: list[tuple[Grain, int, int]] = [(grain, first, 1) for grain, first, _ in spans]
    return begin + [(grain, last + 1, -1) for grain, _, last in spans if last != FOR_EVER]
