"""O1 to O10 asked of a running system, each with the counts behind it."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import asyncpg

from deploy.verification import audit, read_side, stores
from deploy.verification.oracles import (
    Fact,
    Liveness,
    LogOrder,
    Seen,
    o2_streams_are_dense,
    o7_nothing_is_made_or_unmade,
    o8_everything_moves,
    o9_nobody_sees_what_is_anothers,
)
from deploy.verification.report import Finding, Report
from services.metrics import versions
from services.metrics.followed import FOLLOWED
from shared import event_store
from shared.contracts.event import Contract
from shared.kafka import Partition, Reader
from shared.position import digest
from shared.postgres import Connection
from shared.seals import Key

MOST = 5_000
POLL_MILLISECONDS = 500
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
SERVICES = {contract.service: contract for contract in FOLLOWED.values()}
SUBMITTED = """
SELECT organisation, source, id FROM submissions
WHERE status IN ('accepted', 'duplicate') AND source IS NOT NULL AND received_at < $1
"""
OPEN_TO_ALL = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY($1::text[])
AND NOT (relrowsecurity AND relforcerowsecurity)
"""
UNBOUND = "SELECT rolname FROM pg_roles WHERE rolname = $1 AND (rolbypassrls OR rolsuper)"
WALLS = ("O9", "nobody sees what is another's", "copies and walls")
OWN_ROWS = {"training": ["people"], "gateway": ["submissions", "audit"]}
OUTBOX = "SELECT min(recorded_at) FROM outbox JOIN events USING (position)"


@dataclass
class System:
    """Connections to everything that is asked, and what was found so far."""

    databases: Mapping[str, Connection]
    """One for each database; the stores' snapshots are taken after the log was looked at."""
    read_side: Connection
    reader: Reader
    within: timedelta
    report: Report = field(default_factory=Report)
    orders: dict[str, LogOrder] = field(default_factory=dict)
    counts: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    began: datetime = LONG_AGO

    async def verify(self, keys: Mapping[str, Key] | None) -> Report:
        """Ask everything; with keys, also of every seal and signature."""
        metrics, self.began = self.read_side, datetime.now(UTC)
        async with AsyncExitStack() as held:
            snapshot = metrics.transaction(isolation="repeatable_read", readonly=True)
            await held.enter_async_context(snapshot)
            side = versions.read_from(await versions.sides(metrics))
            if side is None:
                raise LookupError("No version of the read side can be read.")
            await metrics.execute(f"SET LOCAL search_path TO {side.schema}, public")
            marks = {row["topic"]: row["at"] for row in await metrics.fetch("SELECT topic, at FROM watermarks")}
            await self._positions(metrics)
            for connection in self.databases.values():
                await held.enter_async_context(connection.transaction(isolation="repeatable_read", readonly=True))
            for contract in SERVICES.values():
                await self._log(contract)
                await self._store(contract, side.schema, marks.get(contract.topic, LONG_AGO))
            await self._read_side(metrics)
            await self._acknowledged()
            self._add("O7", "nothing is made or unmade", self.counts["store"].total(), "facts in store and read side",
                      o7_nothing_is_made_or_unmade(self.counts))  # fmt: skip
            await self._moves(metrics, marks)
            await self._walls()
            await self._seals(keys)
        return self.report

    def _add(self, name: str, words: str, count: int, what: str, faults: Iterable[str]) -> None:
        finding = self.report.finding(name, words, what)
        finding.count += count
        for one in faults:
            finding.note(one)

    async def _positions(self, metrics: Connection) -> None:
        """O6: every offset stands in the log, behind the record that it was moved behind."""
        finding = self.report.finding("O6", "offsets stand behind what was read", "partitions")
        rows = await metrics.fetch("SELECT * FROM offsets WHERE topic = ANY($1::text[])", list(FOLLOWED))
        bounds = await self.reader.bounds([(row["topic"], row["partition"]) for row in rows])
        behind: dict[Partition, tuple[int, bytes]] = {}
        for row in rows:
            partition, next_ = (row["topic"], row["partition"]), row["next"]
            finding.count += 1
            if not bounds[partition][0] <= next_ <= bounds[partition][1]:
                finding.note(f"{partition}: next is {next_}, the log holds {bounds[partition]}")
            elif next_ and row["last"]:
                behind[partition] = (next_ - 1, row["last"])
        self.reader.seek({partition: offset for partition, (offset, _) in behind.items()})
        while behind:
            for record in await self.reader.poll(MOST, POLL_MILLISECONDS):
                offset, last = behind.pop((record.topic, record.partition), (record.offset, None))
                if last is not None and (record.offset, digest(record)) != (offset, last):
                    finding.note(f"{record.topic} {record.partition}:{offset} is not the record that was read")

    async def _log(self, contract: Contract) -> None:
        """O3, O4 and a part of O9: each record of a topic beside what the store holds in its place."""
        finding = self.report.finding("O4", "the log is in order, and holds nothing else", "records")
        connection = self.databases[contract.service]
        bounds = await self.reader.bounds(await self.reader.partitions_now(contract.topic))
        most = await connection.fetchval("SELECT coalesce(max(position), 0) FROM events")
        order = self.orders[contract.service] = LogOrder(most)
        self.reader.seek({partition: first for partition, (first, _) in bounds.items()})
        reached = {partition: first for partition, (first, _) in bounds.items()}
        while any(reached[partition] < end for partition, (_, end) in bounds.items()):
            records = await self.reader.poll(MOST, POLL_MILLISECONDS)
            said = [(record, stores.published(record)) for record in records]
            held = await stores.places(connection, [fact for _, fact in said if fact])
            for record, fact in said:
                reached[record.topic, record.partition] = record.offset + 1
                where = f"{record.topic} {record.partition}:{record.offset}"
                if fact is None:
                    finding.note(f"{where} holds no fact")
                    continue
                stored, place = held.get((fact.stream, fact.version), (None, None))
                if place is not None and place.position > most:
                    continue  # recorded since
                if stored is not None:
                    self._whose(where, fact, stored)
                if words := order.take(where, fact, stored, place):
                    finding.note(words)
        finding.count += order.records
        self.report.repeats += order.repeats

    async def _store(self, contract: Contract, schema: str, through: datetime) -> None:
        """O2, O3 and the first half of O5: a store by itself, beside its topic, and beside the read side."""
        dense = self.report.finding("O2", "streams are dense", "facts")
        sent = self.report.finding("O3", "stored is published", "facts")
        kept = self.report.finding("O5", "the read side is what its facts come to", "facts, rows and figures")
        here, there = self.counts.setdefault("store", Counter()), self.counts.setdefault("read side", Counter())
        order, metrics = self.orders[contract.service], self.read_side
        stream: list[Fact] = []
        beside = _chained(metrics, schema, contract, through)
        ahead = await anext(beside, None)
        async for position, fact in stores.stored(self.databases[contract.service], through):
            dense.count, sent.count, kept.count = dense.count + 1, sent.count + 1, kept.count + 1
            here[fact.organisation, fact.type] += 1
            if not order.has(position):
                sent.note(f"{fact.stream} version {fact.version} is not in {contract.topic}")
            if stream and stream[-1].stream != fact.stream:
                self._add("O2", "", 0, "", o2_streams_are_dense(stream))
                stream = []
            stream.append(fact)
            while ahead is not None and ahead[:2] < fact[:2]:
                kept.note(f"the read side has {ahead.stream} version {ahead.version}, which no store has")
                there[ahead.organisation, ahead.type] += 1
                ahead = await anext(beside, None)
            if ahead is None or ahead[:2] != fact[:2]:
                kept.note(f"the read side lacks {fact.stream} version {fact.version}")
                continue
            there[ahead.organisation, ahead.type] += 1
            self._whose("the read side", ahead, fact)
            if ahead != fact:
                kept.note(f"the read side tells {fact.stream} version {fact.version} differently")
            ahead = await anext(beside, None)
        self._add("O2", "", 0, "", o2_streams_are_dense(stream))
        if ahead is not None:
            kept.note(f"the read side has {ahead.stream} version {ahead.version}, which no store has")

    async def _read_side(self, metrics: Connection) -> None:
        """O5: ledger, counts and figures."""
        finding = self.report.finding("O5", "the read side is what its facts come to", "facts, rows and figures")
        measures = await read_side.counted_here(metrics)
        for faults in (read_side.ledger_faults(metrics, measures), read_side.figure_faults(metrics, measures)):
            async for count, words in faults:
                finding.count += count
                if words:
                    finding.note(words)

    def _whose(self, where: str, said: Fact, stored: Fact) -> None:
        """O9: a fact is everywhere under the organisation that said it."""
        finding = self.report.finding(*WALLS)
        finding.count += 1
        seen = Seen(said.organisation, f"{said.stream} version {said.version} ({where})", stored.organisation)
        for words in o9_nobody_sees_what_is_anothers([seen]):
            finding.note(words)

    async def _acknowledged(self) -> None:
        """O1: what the door told anybody was accepted is in a store."""
        finding = self.report.finding("O1", "acknowledged is stored", "answers of the last 90 days")
        keys: list[tuple[str, str, str]] = []
        before = self.began - timedelta(seconds=10)
        async for row in self.databases["gateway"].cursor(SUBMITTED, before, prefetch=2_000):
            keys.append((row["organisation"], row["source"], row["id"]))
            if len(keys) == MOST:
                await self._found(keys, finding)
                keys = []
        await self._found(keys, finding)

    async def _found(self, keys: list[tuple[str, str, str]], finding: Finding) -> None:
        missing = set(keys)
        for service in SERVICES:
            missing -= (await event_store.identities(self.databases[service], keys)).keys()
        finding.count += len(keys)
        for organisation, source, id_ in sorted(missing):
            finding.note(f"{organisation} was told that {source} {id_} was accepted, and no store has it")

    async def _moves(self, metrics: Connection, marks: Mapping[str, datetime]) -> None:
        """O8: nothing waits for long, or for somebody."""
        now = datetime.now(UTC)
        parts = []
        for service, contract in SERVICES.items():
            oldest = await self.databases[service].fetchval(OUTBOX)
            parts.append(Liveness(f"the outbox of {service}", now - oldest if oldest else timedelta()))
            reached = marks.get(contract.topic)
            parts.append(Liveness(f"the read side of {contract.topic}", now - reached if reached else None))
        parked = await metrics.fetchval("SELECT count(*) FROM parked")
        parts.append(Liveness("parked records", timedelta(), parked))
        self._add("O8", "everything moves", len(parts), "parts", o8_everything_moves(parts, self.within))

    async def _walls(self) -> None:
        """O9: the databases themselves still keep organisations apart."""
        finding = self.report.finding(*WALLS)
        for name, tables in OWN_ROWS.items():
            finding.count += len(tables) + 1
            for row in await self.databases[name].fetch(OPEN_TO_ALL, tables):
                finding.note(f"row-level security of {name}.{row['relname']} is off")
            if await self.databases[name].fetchval(UNBOUND, name):
                finding.note(f"the user {name} is bound by no row-level security")

    async def _seals(self, keys: Mapping[str, Key] | None) -> None:
        """O10: the chains of seals, and with keys also every fact and signature."""
        finding = self.report.finding(
            "O10", "the sealed log is unbroken", "seals" if keys is None else "facts and seals"
        )
        for service in SERVICES:
            connection = self.databases[service]
            faults = audit.faults(connection, keys[service]) if keys is not None else audit.order(connection)
            async for count, words in faults:
                finding.count += count
                if words:
                    finding.note(words)


async def _chained(metrics: Connection, schema: str, contract: Contract, through: datetime) -> AsyncIterator[Fact]:
    for category in sorted(one.name for one in contract.categories):
        async for fact in stores.projected(metrics, schema, category, through):
            yield fact


async def verify(urls: Mapping[str, str], reader: Reader, within: timedelta, keys: Mapping[str, Key] | None) -> Report:
    """Verify a running system, and change nothing."""
    async with AsyncExitStack() as held:
        databases: dict[str, asyncpg.Connection[asyncpg.Record]] = {}
        for name, url in urls.items():
            databases[name] = await stores.opened(url)
            held.push_async_callback(databases[name].close)
        side = await stores.opened(urls["metrics"])
        held.push_async_callback(side.close)
        return await System(databases, side, reader, within).verify(keys)
