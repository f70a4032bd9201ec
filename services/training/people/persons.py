"""Who is one person, as the facts say: the directory follows `person.merged`, its withdrawal, and `person.erased`.

What an organisation says of people moves its own entries alone. Everything is worked out from the facts that stand,
so it comes out the same however often, and by whichever process, it is done.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from services.training.people import directory
from shared import event_store
from shared.contracts.event import FactWithdrawn, Recorded
from shared.contracts.training import TRAINING, PersonErased, PersonMerged
from shared.moments import london_day
from shared.postgres import Connection
from shared.withdrawal import standing

# Who settles an organisation's people sees all that was settled before.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('people of ' || $1))"

Merges = Sequence[tuple[str, str]]


async def apply(connection: Connection, facts: Sequence[Recorded]) -> None:
    """Follow a batch of facts, in its transaction."""
    for fact in facts:
        category, _, key = fact.stream.partition("/")
        if category == "person" and isinstance(fact.event, PersonMerged | PersonErased | FactWithdrawn):
            await directory.speak_for(connection, fact.organisation)
            if isinstance(fact.event, PersonErased):
                await erase(connection, fact.organisation, [key], london_day(fact.recorded_at))
            else:
                await settle(connection, fact.organisation, [key])


async def erase(connection: Connection, organisation: str, person_keys: Collection[str], on: date) -> None:
    """Remove these entries; those of the same people that stay, if any, lead to each other."""
    await settle(connection, organisation, person_keys, without=person_keys)
    await directory.erase(connection, person_keys, on)


async def settle(
    connection: Connection, organisation: str, person_keys: Iterable[str], *, without: Collection[str] = ()
) -> None:
    """Let the entries of these people lead to each other as the facts say; those of `without` are about to go."""
    await connection.execute(ONE_AT_A_TIME, organisation)
    keys, merges = await _connected(connection, organisation, set(person_keys))
    entries = [one for key in sorted(keys) if (one := await directory.one(connection, key))]
    left = [one["person_key"] for one in entries if one["person_key"] not in without]
    leading = leads(keys, merges, left)
    for key in sorted(left, key=lambda one: leading[one] is None):  # who now leads elsewhere frees an address first
        await directory.lead(connection, key, leading[key])


def leads(keys: Collection[str], merges: Merges, entries: Collection[str]) -> dict[str, str | None]:
    """Return to which entry of the same person each entry leads; None where it is the one."""
    root = {key: key for key in keys}
    for key, into in merges:
        gone, kept = root[key], root[into]
        root = {one: kept if at == gone else at for one, at in root.items()}
    main: dict[str, str] = {}
    for key in sorted(entries, key=lambda one: (root[one] != one, one)):
        main.setdefault(root[key], key)
    return {key: None if main[root[key]] == key else main[root[key]] for key in entries}


async def _connected(connection: Connection, organisation: str, keys: set[str]) -> tuple[set[str], Merges]:
    """Return every key of the same people, as the directory or the facts have it, and all mergers that stand."""
    known: set[str] = set()
    said: list[tuple[Recorded, str]] = []
    while new := keys - known:
        known |= new
        history = await event_store.read(connection, TRAINING, [f"person/{key}" for key in new])
        said += [(fact, into) for facts in history.values() for fact, into in merged(facts, organisation)]
        keys = known | {into for _, into in said} | set(await directory.same(connection, known))
    said.sort(key=lambda one: one[0].recorded_at)
    return known, [(fact.stream.partition("/")[2], into) for fact, into in said]


def merged(facts: Iterable[Recorded], organisation: str) -> list[tuple[Recorded, str]]:
    """Return the mergers of a stream that stand and that the organisation said, each with the key merged into."""
    return [
        (fact, fact.event.into)
        for fact in standing(facts)
        if isinstance(fact.event, PersonMerged) and fact.organisation == organisation
    ]
