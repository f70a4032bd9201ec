"""Whole figures, each worked out from all that is known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.recount import judged, projects, things
from tests.recount.known import Event, Known, first_day, last_day, of_type

PERCENTAGES = {"modest-improvement", "patient-involvement", "finance-engagement", "sustainable-projects"}
STRATEGY = {
    "modest-improvement": 75, "patient-involvement": 20, "people-trained": 100, "publications": 2,
    "projects-coached": 40, "improvement-space": 2, "monthly-cafe": 12, "finance-engagement": None,
    "sustainable-projects": 25, "dashboard-agreed": 100, "ics-places": 10, "innovations-spread": 2,
    "nmahp-internal": 4, "nmahp-external": 4,
}  # fmt: skip
"""What the James Paget promised for 2022/23."""
THINGS: Mapping[str, Callable[[Known, date, date], Iterable[things.Thing]]] = {
    "people-trained": things.trained,
    "publications": things.published,
    "monthly-cafe": things.held,
    "ics-places": things.places,
    "innovations-spread": things.spread,
}
SAYS_SO_OF_THE_SYSTEM = {"ics-places", "innovations-spread"}
"""Where the system's things are not simply those of all organisations."""
Pair = tuple[int, int | None]


def recount(
    events: Iterable[Event], slug: str, organisation: str | None, year: str, *, as_at_day: date
) -> tuple[int, int]:
    """Return numerator and denominator of a year, 0 where there is none; no organisation is the whole system."""
    numerator, denominator = Recount(Known(events), as_at_day).year(slug, organisation or "", year)
    return numerator, denominator or 0


@dataclass(frozen=True)
class Recount:
    """Everything counted again, as it is known to somebody on a day."""

    known: Known
    today: date

    def year(self, slug: str, whose: str, year: str) -> Pair:
        """Return numerator and denominator of a financial year, None where there is no denominator."""
        first, last = first_day(year), last_day(year)
        if first > self.today:
            return 0, (0 if slug in PERCENTAGES | {"improvement-space", "monthly-cafe", "dashboard-agreed"} else None)
        if slug == "monthly-cafe":
            complete = [month for month in months(year) if end_of(month) < self.today]
            return sum(self.month(slug, whose, month)[0] for month in complete), len(complete)
        return self._period(slug, whose, first, last, year)

    def month(self, slug: str, whose: str, month: date) -> Pair:
        """Return numerator and denominator of a month, named by its first day."""
        year = f"{month.year - (month.month < 4)}"
        return self._period(slug, whose, month, end_of(month), year)

    def _period(self, slug: str, whose: str, first: date, last: date, year: str) -> Pair:
        reference = min(last, self.today)
        if slug in PERCENTAGES | {"projects-coached"}:
            found = projects.answers(self.known, slug, first, reference, self.today)
            counted = [yes for lead, yes in found if whose in {"", lead}]
            return sum(counted), len(counted) if slug in PERCENTAGES else None
        match slug:
            case "improvement-space":
                due = [
                    part
                    for code, part in things.parts(self.known, first_day(year), last_day(year))
                    if whose in {"", code}
                ]
                return sum(things.signed(part, reference) for part in due), len(due)
            case "dashboard-agreed":
                members = {code for code in self.known.members(reference) if whose in {"", code}}
                return len(members & things.taking_part(self.known, set(STRATEGY), reference)), len(members)
            case "nmahp-internal" | "nmahp-external":
                return self._scholars(slug == "nmahp-internal", whose, first, reference), None
        found = THINGS[slug](self.known, first, reference)
        return len({thing for code, thing in found if _counts(slug, code, whose)}), None

    def _scholars(self, internal: bool, whose: str, first: date, reference: date) -> int:
        return len(
            {
                person
                for employer, person, member in things.scholars(self.known, first, reference)
                if internal == (member if whose == "" else employer == whose)
            }
        )

    def target(self, slug: str, whose: str, year: str) -> int | None:
        """Return what was promised: the last said, else what the strategy says. The system promised nothing."""
        said = [
            one["data"]["target"]
            for one in of_type(self.known.stream(f"measure/{slug}"), "measure.target_set")
            if (one["data"]["organisation"], one["data"]["financial_year"]) == (whose, year)
        ]
        own = STRATEGY[slug] if (whose, year) == ("RGP", "2022/23") else None
        target = said[-1] if said else own
        return 12 if target is not None and slug == "monthly-cafe" else target

    def figure(self, slug: str, whose: str, year: str) -> dict[str, Any]:
        """Return the figure as the interface has to answer it."""
        numerator, denominator = pair = self.year(slug, whose, year)
        target = self.target(slug, whose, year)
        whole = (numerator, denominator or 0)
        of_100 = slug in PERCENTAGES | {"dashboard-agreed"}
        value = judged.written(whole) if of_100 else None if denominator == 0 else str(numerator)
        return {
            "numerator": numerator,
            "denominator": denominator,
            "value": value,
            "target": None if target is None else str(target),
            "status": self._status(slug, whose, year, pair, target),
            "needed": None if target is None else self._needed(slug, whose, year, pair, target),
        }

    def _status(self, slug: str, whose: str, year: str, pair: Pair, target: int | None) -> str:
        first, last = first_day(year), last_day(year)
        if target is None:
            return "no_target"
        if first > self.today:
            return "insufficient_data"
        whole, closed = (pair[0], pair[1] or 0), self.today > last
        if slug in PERCENTAGES:
            could_join = projects.joinable(self.known, whose, self.today) if slug == "modest-improvement" else None
            return judged.percentage(whole, target, could_join=could_join, closed=closed)
        match slug:
            case "monthly-cafe" | "ics-places":
                lacking = self._lacking(slug, whose, year, target)
                return judged.every_month(
                    lacking, scheduled=self._scheduled(slug, whose), first=first, last=last, today=self.today
                )
            case "improvement-space":
                due = [part for code, part in things.parts(self.known, first, last) if code == whose]
                return judged.milestones(due, pair[0], target, closed=closed, today=self.today)
            case "dashboard-agreed":
                return judged.agreement(whole, last, self.today)
        return judged.count(pair[0], target, first, last, self.today)

    def _needed(self, slug: str, whose: str, year: str, pair: Pair, target: int) -> int | None:
        if slug in {"monthly-cafe", "ics-places"}:
            return sum(self._lacking(slug, whose, year, target))
        if slug in PERCENTAGES | {"dashboard-agreed"}:
            return judged.more_needed((pair[0], pair[1] or 0), target, joins=slug == "modest-improvement")
        return None if pair[1] == 0 else max(0, target - pair[0])

    def _lacking(self, slug: str, whose: str, year: str, target: int) -> list[int]:
        each = 1 if slug == "monthly-cafe" else target
        return [max(0, each - self.month(slug, whose, month)[0]) for month in months(year)]

    def _scheduled(self, slug: str, whose: str) -> bool:
        first = self.today.replace(day=1)
        return slug == "monthly-cafe" and any(
            code == whose for code, _ in things.planned(self.known, first, end_of(first))
        )


def _counts(slug: str, code: str, whose: str) -> bool:
    return code == whose or (whose == "" and slug not in SAYS_SO_OF_THE_SYSTEM)


def months(year: str) -> list[date]:
    """Return the first days of a year's months."""
    begins = int(year[:4])
    return [date(begins + (3 + step) // 12, (3 + step) % 12 + 1, 1) for step in range(12)]


def end_of(month: date) -> date:
    """Return the last day of a month."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
