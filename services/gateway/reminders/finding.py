"""What there is to say to an organisation now: asked of the read side as one of its own readers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from fastapi import Request

from services.gateway.pages.asking import NotAnswered
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import period
from services.gateway.reading import Reading
from services.gateway.reminders import kinds
from services.gateway.reminders.keeping import Subscription
from services.gateway.reminders.kinds import PACK, SILENCE, SPECIAL_CAUSE, STALE, Signal
from services.gateway.reports.board import board
from services.gateway.reports.paper import as_pdf
from shared.http import Problem
from shared.identity import Caller
from shared.moments import london_day

MOST = "500"


@dataclass
class Finding:
    """One look at one organisation; what was asked for one of its subscribers is not asked again for the next."""

    reading: Reading
    organisation: str
    today: date = field(default_factory=lambda: london_day(datetime.now(UTC)))
    _known: dict[str, list[Signal]] = field(default_factory=dict)
    _name: str = ""

    @property
    def caller(self) -> Caller:
        """Who asks: anybody of the organisation who may read, and nobody by name."""
        return Caller(organisation=self.organisation, roles=frozenset({"reader"}))

    async def signals(self, kind: str, subscription: Subscription) -> list[Signal]:
        """Return what there is to say of a kind, said before or not."""
        if kind == PACK.name:
            return kinds.pack(subscription.created_at, self.today, self.organisation)
        if kind not in self._known:
            self._known[kind] = await self._look(kind)
        return self._known[kind]

    async def name(self) -> str:
        """Return what the organisation is called."""
        if not self._name:
            known = (await self._get("/v1/organisations", {}))["items"]
            self._name = next((one["name"] for one in known if one["code"] == self.organisation), self.organisation)
        return self._name

    async def report(self) -> tuple[str, bytes]:
        """Return the board's report for the month before, and what the file is called."""
        year = kinds.year_of(self.today)
        state = {"reading": self.reading, "caller": self.caller}
        found = await board(Request({"type": "http", "state": state}), Filters(self.organisation, year))
        if isinstance(found, NotAnswered):
            raise Problem(found.status, "NotAnswered", f"The report of {self.organisation} cannot be made now.")
        return f"board-{self.organisation}-{year.replace('/', '-')}.pdf", await asyncio.to_thread(as_pdf, found)

    async def _look(self, kind: str) -> list[Signal]:
        mine = {"organisation": self.organisation}
        match kind:
            case STALE.name:
                evidence = await self._get("/v1/measures/stale-scores/evidence", {**mine, "limit": MOST})
                register = await self._get("/v1/projects", {**mine, "limit": MOST})
                return kinds.stale(evidence, {one["id"]: one["title"] for one in register["items"]}, self.today)
            case SILENCE.name:
                return kinds.silence(await self._get("/v1/measures/days-since-heard", mine), self.today)
            case SPECIAL_CAUSE.name:
                measures = (await self._get("/v1/measures", mine))["items"]
                series = [await self._get(f"/v1/measures/{one['slug']}/series", mine) for one in measures]
                return kinds.special_causes(series, self.organisation)
            case _:
                return []

    async def _get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        status, answer = await self.reading.get(path, query, self.caller)
        if status != HTTPStatus.OK:
            raise Problem(status, "NotAnswered", str(answer.get("detail", "The figures cannot be read now.")))
        return answer


def subject(kind: str, name: str, signals: list[Signal]) -> str:
    """Return what a reminder is headed with."""
    count = sum(len(one.items) for one in signals)
    match kind:
        case STALE.name:
            return f"{name}: {count} {'project has' if count == 1 else 'projects have'} a stale score"
        case SILENCE.name:
            return f"{name}: nothing was submitted for two weeks"
        case SPECIAL_CAUSE.name:
            return f"{name}: {count} {'measure stands' if count == 1 else 'measures stand'} out"
        case _:
            return f"{name}: the board’s report for {period(signals[-1].key)}"


LEADS = {
    STALE.name: "Nobody has said for 60 days how far these projects are. Each link opens the form that says it.",
    SILENCE.name: "Figures are as good as what was said. The page of data quality says what is missing.",
    SPECIAL_CAUSE.name: "What stands out here is unlikely to be chance; the page says by which rule.",
    PACK.name: "With everything recorded until now. The pages have the same figures, and what stands behind each.",
}
