"""Whoever changes, removes or puts in a fact is found, to the seal and the chain; erasing a person changes nothing."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import event_store
from shared.postgres import lease
from shared.sealer import Sealer, facts, roots, seals
from shared.seals import (
    NOTHING,
    Chains,
    Root,
    Seal,
    Sealed,
    broken,
    broken_roots,
    chain_of,
    end_of,
    key_set,
    private_key,
    root_of,
    sign,
)
from tests.shared.conftest import Scratch, started

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
KEY = private_key("a secret that is long enough for anybody")


def fact(place: int, **more: Any) -> Sealed:
    said: dict[str, Any] = {
        "stream": f"project/{place % 7}", "version": place // 7 + 1, "type": "project.started", "organisation": "RGP",
        "source": "urn:test", "id": str(place), "content": b"content", "time": BEGIN,
        "recorded_at": BEGIN + timedelta(seconds=place), "data": '{"on":"2022-05-01"}',
    }  # fmt: skip
    return Sealed(**said | more)


FACTS = [fact(place) for place in range(60)]


def sealed(history: list[Sealed], every: int = 10) -> list[Seal]:
    """Seal a history in parts."""
    made, chains = [], Chains()
    for number, first in enumerate(range(0, len(history), every), 1):
        chains.facts = 0
        for one in history[first : first + every]:
            chains.take(one)
        through = history[first : first + every][-1].recorded_at
        made.append(Seal(number=number, through=through, facts=chains.facts, heads=tuple(chains.heads)))
    return made


SEALS = sealed(FACTS)


def faults(history: list[Sealed], made: list[Seal] = SEALS) -> list[tuple[int, list[int]]]:
    ordered = sorted(history, key=lambda one: (one.recorded_at, one.stream, one.version))
    return [(seal.number, chains) for _, seal, chains in broken(made, iter(ordered))]


def test_a_history_that_nobody_touched_bears_its_seals_out_however_it_was_cut() -> None:
    assert faults(FACTS) == []
    assert faults(FACTS, sealed(FACTS, 1)) == faults(FACTS, sealed(FACTS, 60)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"data": '{"on":"2022-05-02"}'}, {"organisation": "RM1"}, {"type": "project.completed"}, {"id": "other"},
        {"source": "urn:other"}, {"content": b"other"}, {"time": BEGIN - timedelta(1)}, {"version": 9},
        {"recorded_at": FACTS[23].recorded_at + timedelta(microseconds=1)},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_whatever_is_changed_in_a_fact_is_found_in_its_seal_and_its_chain_alone(change: dict[str, Any]) -> None:
    changed = [*FACTS[:23], replace(FACTS[23], **change), *FACTS[24:]]
    assert faults(changed) == [(3, [chain_of(FACTS[23].stream)])]


@given(st.integers(0, 59))
def test_a_fact_that_was_taken_away_or_put_in_is_found(place: int) -> None:
    chain = [chain_of(FACTS[place].stream)]
    assert faults(FACTS[:place] + FACTS[place + 1 :]) == [(place // 10 + 1, chain)]
    more = fact(place, version=99, id="forged", recorded_at=FACTS[place].recorded_at - timedelta(microseconds=1))
    assert faults([*FACTS, more]) == [(place // 10 + 1, chain)]


def test_facts_that_changed_places_are_found() -> None:
    one, other = FACTS[14], FACTS[21]
    assert one.stream == other.stream
    swapped = [replace(one, recorded_at=other.recorded_at), replace(other, recorded_at=one.recorded_at)]
    assert [number for number, _ in faults([*FACTS[:14], *FACTS[15:21], *FACTS[22:], *swapped])] == [2, 3]


def test_seals_that_are_missing_or_out_of_order_are_found() -> None:
    assert [number for number, _ in faults(FACTS, [*SEALS[:2], *SEALS[3:]])] == [4]
    assert faults(FACTS, [SEALS[0], replace(SEALS[1], number=7), *SEALS[2:]])


def days(count: int) -> tuple[list[Root], dict[int, Seal]]:
    """Return the roots of days, and the seals that they stand on."""
    previous, found, made = NOTHING, [], {}
    for number in range(1, count + 1):
        day = date(2026, 3, number)
        made[number] = Seal(number=number, through=end_of(day), facts=0, heads=SEALS[number].heads)
        previous = root_of(previous, day, SEALS[number].heads)
        found.append(Root(day=day, seal=number, root=previous, signed=sign(day, previous, KEY)))
    return found, made


def test_roots_of_days_are_held_against_seals_signature_and_calendar() -> None:
    found, made = days(4)
    assert list(broken_roots(found, made, KEY)) == []
    assert list(broken_roots([found[0], *found[2:]], made, None)) == [
        "2026-03-02 has no root", "2026-03-03: the root is not what its seals come to",
    ]  # fmt: skip
    other = replace(made[2], heads=SEALS[5].heads)
    assert list(broken_roots(found, {**made, 2: other}, None)) == ["2026-03-02: the root is not what its seals come to"]
    forged = replace(found[1], signed=sign(found[1].day, found[1].root, private_key("the key of somebody else, long")))
    assert list(broken_roots([found[0], forged, *found[2:]], made, KEY)) == [
        "2026-03-02: the root is not signed by this key"
    ]
    borrowed = replace(found[1], signed=found[0].signed)
    for unsigned in (replace(found[1], signed=None), replace(found[1], signed="x"), borrowed):
        assert len(list(broken_roots([found[0], unsigned, *found[2:]], made, KEY))) == 1


def test_when_the_key_was_changed_days_are_signed_by_the_one_of_their_time() -> None:
    found, made = days(4)
    later, stranger = private_key("the key of the years after"), private_key("the key of somebody else, long")
    changed = [*found[:2], *(replace(one, signed=sign(one.day, one.root, later)) for one in found[2:])]

    assert list(broken_roots(changed, made, key_set([later, KEY]))) == []
    assert list(broken_roots(changed, made, KEY)) == [
        "2026-03-03: the root is not signed by this key", "2026-03-04: the root is not signed by this key",
    ]  # fmt: skip
    assert len(list(broken_roots(changed, made, key_set([later, stranger])))) == 2


async def test_the_sealer_seals_everything_once_and_every_day_at_its_end(scratch: Scratch) -> None:
    connection = await scratch.connect()
    first = datetime.now(UTC) - timedelta(days=3)
    for version in range(1, 31):
        await event_store.append(connection, [started(f"project/{n}", version) for n in range(3)])
    await connection.execute("ALTER TABLE events DISABLE TRIGGER events_are_facts")
    await connection.execute("UPDATE events SET recorded_at = $1::timestamptz + version * interval '2 hours'", first)
    await connection.execute("ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_facts")

    async with lease(scratch.database_url, "sealer", schema=scratch.schema) as held:
        sealer = Sealer(held, KEY)
        settled = await sealer.settled()
        while await sealer.seal(settled):
            pass
        before = await connection.fetchval("SELECT count(*) FROM seals")
        assert not await sealer.seal(settled)
        await event_store.append(connection, [started("project/1", 31)])
        await sealer.seal(await sealer.settled())

    async with connection.transaction():
        made = [one async for one in seals(connection)]
        history = [one async for one in facts(connection, datetime(1, 1, 1, tzinfo=UTC), datetime.now(UTC))]
    assert len(made) == before + 1
    assert sum(one.facts for one in made) == len(history) == 91
    assert list(broken(made, iter(history))) == []
    found = await roots(connection)
    assert [one.day for one in found] == [(first + timedelta(days=n)).date() for n in range(3)]
    assert list(broken_roots(found, {one.number: one for one in made}, KEY)) == []
    await connection.close()


async def test_seals_lie_behind_every_transaction_that_may_still_commit(scratch: Scratch) -> None:
    slow, connection = await scratch.connect(), await scratch.connect()
    transaction = slow.transaction()
    await transaction.start()
    await event_store.append(slow, [started("project/slow", 1)])

    async with lease(scratch.database_url, "sealer", schema=scratch.schema) as held:
        sealer = Sealer(held, None)
        settling = asyncio.create_task(sealer.settled())
        done, _ = await asyncio.wait({settling}, timeout=1)
        assert not done
        await transaction.commit()
        await sealer.seal(await settling)

    assert await connection.fetchval("SELECT facts FROM seals") == 1
    await slow.close()
    await connection.close()


@pytest.mark.parametrize("table", ["seals", "seal_roots"])
async def test_the_database_refuses_to_change_a_seal(scratch: Scratch, table: str) -> None:
    connection = await scratch.connect()
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(f"DELETE FROM {table}")
    await connection.close()
