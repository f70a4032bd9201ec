"""An import from its file to what became of each row: judged first, then submitted, each row whole or not at all."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.gateway.imports.facts import Planned, again, column_of, plan
from services.gateway.imports.kind import Asking, Context, Kind
from services.gateway.imports.rows import Fault, Table, table
from services.gateway.imports.sheets import sheets
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.limits import Limits
from services.gateway.submissions.mending import mend
from services.gateway.submissions.receipt import Decided, Receipt
from shared.refusals import LeftOut, NotOpened

MOST_TOGETHER = 2_000
"""Facts that are judged at once, unless one thing alone has more."""
AT_ONCE = 2
"""Parts that are on their way: while the service judges one, another is written down or its answers are read."""
LEFT_OUT = LeftOut.__name__
NOTHING_THERE = frozenset({NotOpened.__name__, "ProjectNotRegistered"})


@dataclass
class Outcome:
    """What became of a file."""

    rows: int
    unused: Sequence[str]
    faults: list[Fault] = field(default_factory=list)
    accepted: int = 0
    unchanged: int = 0
    facts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("accepted", "duplicate", "refused"), 0))

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return len({fault.row for fault in self.faults})


@dataclass
class Run:
    """One import that is on its way."""

    kind: Kind[Any]
    context: Context
    asking: Asking
    intake: Intake
    limits: Limits
    batch: UUID
    at: datetime
    dry: bool
    _table: Table = field(init=False)
    _outcome: Outcome = field(init=False)
    _logged: int = 0

    async def of(self, content: bytes) -> Outcome:
        """Return what became of each row, or with a dry run what would."""
        opened = await sheets(content)
        self._table = await asyncio.to_thread(table, opened, self.kind.columns)
        self._outcome = Outcome(len(self._table.rows), list(self._table.header.unused))
        known = await self.kind.look_up(self.asking, [row.values for row in self._table.rows if not row.faults])
        planned, faults = await asyncio.to_thread(plan, self._table, self.kind, self.context, known)
        self._outcome.faults += faults
        self.limits.take(self.asking.caller, sum(len(one.raws) for one in planned) or 1)
        self._outcome.unchanged += sum(not one.facts for one in planned)
        await self._every(deque(_parts([one for one in planned if one.facts])), known)
        self._outcome.faults.sort(key=lambda fault: fault.row)
        return self._outcome

    async def _every(self, waiting: deque[list[Planned]], known: Any) -> None:
        """Work off what waits, a few parts at once, up to the first that cannot be judged now."""

        async def one_after_another() -> None:
            try:
                while waiting:
                    await self._part(waiting.popleft(), known)
            except BaseException:
                waiting.clear()
                raise

        ends = await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    async def _part(self, part: Sequence[Planned], known: Any) -> None:
        """Have some rows judged, each as a whole, and submitted."""
        if self.dry:
            self._count(part, await self.intake.routing.foresee_whole([one.raws for one in part], self.asking.caller))
            return
        if self.kind.settle is not None:
            part = await self._settled(part, known)
        self._count(part, await self._submitted(part))

    async def _settled(self, part: Sequence[Planned], known: Any) -> list[Planned]:
        """Write what rows need beside facts, where these will be accepted; return the rows as they are then."""
        assert self.kind.settle is not None
        needs = [one for one in part if one.is_provisional]
        answers = await self.intake.routing.foresee_whole([one.raws for one in needs], self.asking.caller)
        passed = {one.row.number: one for one, of in zip(needs, answers, strict=True) if not _refusals(of)}
        for one, of in zip(needs, answers, strict=True):
            if one.row.number not in passed:
                self._tell(one, of)
                self._log(of)
        if passed:
            known = await self.kind.settle(self.asking, [one.row.values for one in passed.values()], known)
            settled = await asyncio.to_thread(again, list(passed.values()), self.kind, self.context, known)
            passed = {one.row.number: one for one in settled}
        return [passed.get(one.row.number, one) for one in part if not one.is_provisional or one.row.number in passed]

    async def _submitted(self, part: Sequence[Planned]) -> list[list[Decided]]:
        answers = await self.intake.routing.submit_whole([one.raws for one in part], self.asking.caller)
        self._log([answer for of in answers for answer in of])
        return answers

    def _count(self, part: Sequence[Planned], answers: Sequence[Sequence[Decided]]) -> None:
        for one, of in zip(part, answers, strict=True):
            self._tell(one, of)

    def _tell(self, one: Planned, answers: Sequence[Decided]) -> None:
        """Take in what became of a row."""
        for answer in answers:
            self._outcome.facts[answer.answer["status"]] += 1
        if _refusals(answers):
            self._fault(one, answers)
        elif any(answer.answer["status"] == "accepted" for answer in answers):
            self._outcome.accepted += 1
        else:
            self._outcome.unchanged += 1

    def _fault(self, one: Planned, answers: Sequence[Decided]) -> None:
        """Name what stands in the way of a row; what was left out because of it, or rests on it, says nothing more."""
        is_named = False
        for said, answer in zip(one.facts, answers, strict=True):
            reason = answer.answer.get("reason")
            if reason is not None and reason["type"] != LEFT_OUT and not (is_named and reason["type"] in NOTHING_THERE):
                is_named = True
                column = column_of(said, reason["field"]) if "field" in reason else None
                at, title = self._table.place(column)
                words = (reason["type"], reason["detail"], mend(reason["type"]))
                self._outcome.faults.append(Fault(one.row.number, at, title, *words))

    def _log(self, decided: Sequence[Decided]) -> None:
        self.intake.log.keep(Receipt(self.batch, self.at, self.context.organisation, decided, self._logged))
        self._logged += len(decided)


def _parts(planned: Iterable[Planned]) -> Iterator[list[Planned]]:
    """Yield the rows so many at a time, those about one thing together and in their order."""
    things: dict[str, list[Planned]] = {}
    for one in planned:
        things.setdefault(one.thing, []).append(one)
    part: list[Planned] = []
    size = 0
    for rows in things.values():
        more = sum(len(one.raws) for one in rows)
        if part and size + more > MOST_TOGETHER:
            yield part
            part, size = [], 0
        part += rows
        size += more
    if part:
        yield part


def _refusals(answers: Iterable[Decided]) -> list[Decided]:
    return [one for one in answers if one.answer["status"] == "refused"]
