"""Who is next in each stream. Pure: it decides what to apply, what to park and what to release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.contracts.event import Contract, Recorded
from shared.envelope import Address, Unreadable, address, fact
from shared.kafka import Record
from shared.parking import Lost, Parked


@dataclass
class Line:
    """The streams of one batch, as they are and as they become."""

    contracts: Mapping[str, Contract]
    versions: dict[str, int]
    waiting: dict[str, list[Parked]]
    unfit: Mapping[tuple[str, int], str]
    parked: list[Parked] = field(default_factory=list)
    released: list[Parked] = field(default_factory=list)

    def enter(self, where: Address, record: Record) -> list[Recorded]:
        """Return the facts that this record lets through: itself and those that waited for it, or none."""
        last = self.versions.get(where.stream, 0)
        if where.version <= last:
            return []
        if where.version > last + 1:
            return self._wait(where, record, f"version {last + 1} of its stream has not come yet")
        facts = self._step(where, record)
        while facts and (ready := self._ready(where.stream)):
            if not (more := self._step(ready.where, ready.record)):
                break
            self.released.append(ready)
            self.waiting[where.stream].remove(ready)
            facts += more
        return facts

    def _step(self, where: Address, record: Record) -> list[Recorded]:
        reason = self.unfit.get((where.stream, where.version))
        if reason is not None:
            return self._wait(where, record, reason)
        try:
            one = fact(where, record.headers, record.value, self.contracts[record.topic])
        except Unreadable as error:
            return self._wait(where, record, str(error))
        self.versions[where.stream] = where.version
        return [one]

    def _ready(self, stream: str) -> Parked | None:
        wanted = self.versions[stream] + 1
        return next((one for one in self.waiting.get(stream, []) if one.where.version == wanted), None)

    def _wait(self, where: Address, record: Record, reason: str) -> list[Recorded]:
        one = Parked(where, record, reason)
        queue = self.waiting.setdefault(where.stream, [])
        if all(other.where.version != where.version for other in queue):
            queue.append(one)
            self.parked.append(one)
        return []


def addressed(records: Sequence[Record]) -> tuple[list[tuple[Address, Record]], list[Lost]]:
    """Return the records that say where they belong, and those that do not."""
    found: list[tuple[Address, Record]] = []
    lost: list[Lost] = []
    for record in records:
        try:
            found.append((address(record.headers), record))
        except Unreadable as error:
            lost.append(Lost(record, str(error)))
    return found, lost
