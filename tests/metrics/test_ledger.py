"""What was known when: rows open and close at the moments at which facts were recorded."""

from datetime import datetime, timedelta

import msgspec
from hypothesis import given as forall

from services.metrics.contribution import Contribution
from services.metrics.ledger import Held, Row, advance, transition
from services.metrics.measures.modest_improvement import MEASURE
from services.metrics.period import Grain
from shared.contracts.event import Recorded
from tests.given import BEGINNING, KEY, recorded
from tests.metrics.plain import holding, known_at, rows
from tests.metrics.story import Story
from tests.projects.facts import ADVISER, coached, completed, registered, reopened, scored
from tests.projects.histories import histories
from tests.training.facts import registered as adviser_registered

ONE = Contribution(Grain.MONTH, 24_267, 24_267, "RGP", "p", 1, 1, "scored 3.0 or above")
OTHER = Contribution(Grain.MONTH, 24_267, 24_267, "RM1", "p", 1, 1, "scored 3.0 or above")
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return BEGINNING + minutes * MINUTE


def steps(*holds: list[Contribution]) -> list[Row]:
    """Return every row that ends or begins when this holds, and then that, a minute apart."""
    held: Held = {}
    found = []
    for minute, some in enumerate(holds, start=1):
        after = advance(held, some, at(minute))
        found += transition("m", "p", held, after, at(minute))
        held = after
    return found


def test_what_begins_to_hold_opens_a_row() -> None:
    assert steps([ONE]) == [Row("m", "p", ONE, at(1))]


def test_what_holds_on_keeps_its_row() -> None:
    assert steps([ONE], [ONE]) == [Row("m", "p", ONE, at(1))]
    assert advance({ONE: at(1)}, [ONE, OTHER], at(2)) == {ONE: at(1), OTHER: at(2)}


def test_what_no_longer_holds_closes_its_row() -> None:
    assert steps([ONE], []) == [Row("m", "p", ONE, at(1)), Row("m", "p", ONE, at(1), at(2))]


def test_what_changes_closes_one_row_and_opens_another_at_the_same_moment() -> None:
    assert steps([ONE], [OTHER])[1:] == [Row("m", "p", ONE, at(1), at(2)), Row("m", "p", OTHER, at(2))]


def test_what_holds_again_opens_a_new_row_and_leaves_the_old_one_closed() -> None:
    assert steps([ONE], [], [ONE])[1:] == [Row("m", "p", ONE, at(1), at(2)), Row("m", "p", ONE, at(3))]


def test_a_row_is_the_same_row_whether_or_not_it_is_closed() -> None:
    opened, closed = steps([ONE], [])
    assert opened.key == closed.key


def test_rows_that_differ_in_anything_are_different_rows() -> None:
    differing = [("m", "p", ONE, 1), ("n", "p", ONE, 1), ("m", "q", ONE, 1), ("m", "p", OTHER, 1), ("m", "p", ONE, 2)]
    rows = [Row(measure, subject, one, at(minute)) for measure, subject, one, minute in differing]
    assert len({row.key for row in rows}) == len(rows)


def test_the_figure_of_a_past_moment_is_what_was_known_then() -> None:
    facts = recorded([registered(), scored(4.0, "2022-06-01"), completed("2022-09-30"), reopened("2022-10-31")])
    found = [row for row in rows(facts) if row.measure == MEASURE.slug and row.contribution.grain is Grain.MONTH]
    completions = [len(known_at(found, at(minutes))) for minutes in (0.5, 1, 2, 2.9, 3, 3.5, 4, 99)]
    assert completions == [0, 0, 0, 0, 1, 1, 0, 0]


@forall(histories())
def test_what_was_known_at_any_moment_is_a_fold_of_the_facts_recorded_by_then(history: list[Recorded]) -> None:
    found = rows(history)
    assert known_at(found, history[0].recorded_at - MINUTE) == set()
    for place, fact in enumerate(history, start=1):
        holds = holding(history[:place])
        assert known_at(found, fact.recorded_at) == holds
        assert known_at(found, fact.recorded_at + MINUTE / 2) == holds


def test_of_facts_of_two_services_recorded_at_one_moment_both_are_known_from_then_on() -> None:
    story = Story()
    story.say(f"adviser/{ADVISER}", adviser_registered("2022-04-25"))
    story.now -= MINUTE
    story.say(f"project/{KEY}", registered(), coached("2022-06-15"))
    both = [msgspec.structs.replace(fact, recorded_at=at(9)) for fact in story.facts]
    found = [row for row in rows(both) if row.measure == "projects-coached"]
    assert [(row.contribution.numerator, row.known_from) for row in found] == [(1, at(9))] * 2


@forall(histories())
def test_no_row_is_there_twice_and_each_ends_after_it_began(history: list[Recorded]) -> None:
    found = rows(history)
    assert len({row.key for row in found}) == len(found)
    assert all(row.known_to is None or row.known_from < row.known_to for row in found)
