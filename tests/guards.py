"""`make guards`: a guard of the engine is taken out for each of these tests, which then has to fail.

A test that passes without the guard it is there for proves nothing. Everything runs in this process against real
servers, so that what is taken out is taken out for one test alone.
"""

import inspect
import sys
import textwrap
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

import pytest


class Guard(NamedTuple):
    """What protects, where it is, what of it is replaced by what, and the test that has to notice."""

    what: str
    module: str
    name: str
    """A function, a method or a statement of that module."""
    taken: str
    instead: str
    test: str


RELAY, CONSUMER, STORE = (
    "tests/shared/test_relay.py",
    "tests/shared/test_consumer.py",
    "tests/shared/test_event_store.py",
)
GUARDS = (
    Guard(
        "The outbox is emptied only by the latest epoch", "shared.relay", "SENT",
        " AND EXISTS (SELECT FROM leader)", "",
        f"{RELAY}::test_a_leader_that_was_taken_over_deletes_nothing",
    ),
    Guard(
        "A watermark is said only by the latest epoch", "shared.relay", "PASSED",
        "WHERE task = $3 AND epoch = $4", "WHERE $3::text IS NOT NULL AND $4::bigint IS NOT NULL",
        f"{RELAY}::test_a_leader_that_was_taken_over_says_nothing_of_how_far_the_log_is_complete",
    ),
    Guard(
        "A watermark waits for every transaction that began before it", "shared.relay", "PASSED",
        "pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8", "$1::text IS NOT NULL",
        f"{RELAY}::test_a_watermark_waits_for_a_fact_that_was_stamped_and_is_not_committed_yet",
    ),
    Guard(
        "The outbox is sent in the order of positions", "shared.relay", "NEXT",
        "ORDER BY position", "ORDER BY -position",
        f"{RELAY}::test_facts_arrive_in_the_order_of_their_streams_and_leave_the_outbox",
    ),
    Guard(
        "Nobody acknowledges an offset twice", "shared.relay", "Relay.send_batch",
        "if any(end <= self.ends.get(partition, 0) for partition, end in acknowledged.items()):", "if False:",
        f"{RELAY}::test_a_topic_that_was_emptied_under_a_leader_is_noticed_and_nothing_leaves_the_outbox",
    ),
    Guard(
        "Nobody leads a topic that holds less than was sent to it", "shared.relay", "_ends", " < sent:", " < 0:",
        f"{RELAY}::test_nobody_leads_while_the_log_holds_less_than_was_sent_to_it[emptied]",
    ),
    Guard(
        "Who waits for a topic looks whether it still leads", "shared.relay", "_ends",
        "await held.check()", "await asyncio.sleep(0)",
        f"{RELAY}::test_a_leader_that_waits_for_its_topic_lets_go_of_the_lease_when_it_is_taken_by_force",
    ),
    Guard(
        "Offsets move only from where they were left", "shared.position", "MOVE",
        "WHERE (offsets.topic, offsets.partition, offsets.next) = (moved.topic, moved.partition, moved.expected)",
        "WHERE (offsets.topic, offsets.partition) = (moved.topic, moved.partition)",
        f"{CONSUMER}::test_a_consumer_whose_offsets_were_moved_by_another_keeps_nothing",
    ),
    Guard(
        "A batch is kept only by the latest epoch", "shared.postgres", "Lease.check",
        "if epoch != self.epoch:", "if False:",
        f"{CONSUMER}::test_a_consumer_that_was_taken_over_keeps_nothing",
    ),
    Guard(
        "What was applied is passed over", "shared.line", "Line.enter",
        "if where.version <= last:", "if where.version < last:",
        f"{CONSUMER}::test_what_comes_twice_is_applied_once",
    ),
    Guard(
        "What comes too early waits", "shared.line", "Line.enter",
        "if where.version > last + 1:", "if False:",
        f"{CONSUMER}::test_what_comes_too_early_waits_for_what_is_missing_and_holds_back_no_other_stream",
    ),
    Guard(
        "An offset is held against the record that it stands behind", "shared.position", "otherwise",
        "if last is not None and", "if False and",
        f"{CONSUMER}::test_a_log_that_holds_another_record_where_one_was_read_halts_the_consumer",
    ),
    Guard(
        "An offset lies within the log", "shared.position", "standing",
        "if not first <= offsets[partition] <= end:", "if False:",
        f"{CONSUMER}::test_a_log_that_no_longer_holds_the_next_offset_halts_the_consumer",
    ),
    Guard(
        "A reader that reads nothing is noticed", "shared.position", "Watch.look",
        "if stuck and self._polls >= ENOUGH_POLLS:", "if False:",
        f"{CONSUMER}::test_a_reader_that_is_alive_and_reads_nothing_is_noticed_and_one_that_is_only_behind_is_not",
    ),
    Guard(
        "A log that is cut off under a reader is noticed", "shared.position", "Watch.look",
        "if partition[0] in self.facts and not first <= offsets[partition] <= end:", "if False:",
        f"{CONSUMER}::test_a_log_that_was_shortened_under_a_running_consumer_is_noticed",
    ),
    Guard(
        "Offsets that an operator has moved are noticed", "shared.position", "unmoved",
        "if stored.get(one) != next_", "if False",
        f"{CONSUMER}::test_a_consumer_that_hears_nothing_notices_that_it_is_to_read_again",
    ),
    Guard(
        "One that cannot be applied is parked", "shared.consumer", "Consumer.take",
        "unfit[(error.fact.stream, error.fact.version)] = error.reason", "raise",
        f"{CONSUMER}::test_a_fact_that_cannot_be_applied_holds_back_its_own_stream_alone",
    ),
    Guard(
        "A fact is recorded after the one before it", "shared.event_store", "APPEND",
        "greatest(now.at, after)", "greatest(now.at, now.at)",
        f"{STORE}::test_a_fact_is_recorded_after_the_one_before_it_though_the_clock_was_set_back",
    ),
    Guard(
        "A version that is taken is a conflict", "shared.event_store", "APPEND",
        "RETURNING position, stream,", "ON CONFLICT DO NOTHING RETURNING position, stream,",
        f"{STORE}::test_a_version_that_is_taken_is_a_conflict_and_nothing_of_the_batch_is_kept",
    ),
    Guard(
        "Positions follow the order in which facts were given", "shared.event_store", "APPEND",
        "FROM fact CROSS JOIN now ORDER BY place", "FROM fact CROSS JOIN now ORDER BY stream",
        f"{STORE}::test_facts_are_numbered_for_the_outbox_in_the_order_given",
    ),
)  # fmt: skip


@contextmanager
def taken_out(guard: Guard) -> Iterator[None]:
    """Let a guard be gone; fails where it is not what it was."""
    module = import_module(guard.module)
    *path, name = guard.name.split(".")
    owner: Any = module
    for part in path:
        owner = getattr(owner, part)
    whole = getattr(owner, name)
    source = whole if isinstance(whole, str) else textwrap.dedent(inspect.getsource(whole))
    assert guard.taken in source, f"{guard.module}.{guard.name} no longer holds {guard.taken!r}"
    without: Any = source.replace(guard.taken, guard.instead)
    if not isinstance(whole, str):
        space: dict[str, Any] = {}
        exec(compile(without, guard.module, "exec"), vars(module), space)
        without = space[name]
    # Who has imported it by name has it too.
    known = [one for one in list(sys.modules.values()) if getattr(one, "__dict__", {}).get(name) is whole]
    places = known if owner is module else [owner]
    for one in places:
        setattr(one, name, without)
    try:
        yield
    finally:
        for one in places:
            setattr(one, name, whole)


class Without:
    """Runs each test without its guard, and remembers which noticed."""

    def __init__(self) -> None:
        self.noticed: dict[str, bool] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Take the guard out for as long as the test runs."""
        guard = next(one for one in GUARDS if item.nodeid == one.test)
        with taken_out(guard):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember how it ended."""
        if report.when == "call":
            self.noticed[report.nodeid] = report.failed
        elif report.failed:
            print(report.longrepr)


def main() -> int:
    """Take each out, and say which was missed; 0 when all were."""
    without = Without()
    quiet = ["-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "-W", "ignore"]
    pytest.main([*quiet, *(one.test for one in GUARDS)], plugins=[without])
    missed = [without.noticed.get(one.test, False) for one in GUARDS]
    for guard, noticed in zip(GUARDS, missed, strict=True):
        print(f"{'noticed    ' if noticed else 'NOT noticed'}  {guard.what}: {guard.test.rpartition('::')[2]}")
    print(f"{sum(missed)} of {len(GUARDS)} guards are missed when they are gone")
    return 0 if all(missed) else 1


if __name__ == "__main__":
    sys.exit(main())
