"""Two measures counted again from the submitted events, straight from the definitions.

It shares no code with the platform or the example, so that it can contradict both.
`events` are accepted CloudEvents as JSON objects, each stream's in its own order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Event = Mapping[str, Any]
Stream = list[Event]

MODEST = 3
ENOUGH = 5
CLOSING = {"project.completed", "project.cancelled"}


def recount(
    events: Iterable[Event], slug: str, organisation: str | None, year: str, *, as_at_day: date
) -> tuple[int, int]:
    """Return numerator and denominator; no organisation is the whole system."""
    count = {"modest-improvement": improved, "patient-involvement": involved}[slug]
    first = first_day(year)
    reference = min(last_day(year), as_at_day)
    answers = [count(stream, first, reference, as_at_day) for stream in projects(events)]
    counted = [yes for lead, yes in filter(None, answers) if organisation in {None, lead}]
    return sum(counted), len(counted)


def joinable(events: Iterable[Event], organisation: str, *, as_at_day: date) -> int:
    """R: how many open projects of the organisation could still complete in the year."""
    return sum(
        is_open(stream, as_at_day, as_at_day) and lead(stream, as_at_day) == organisation for stream in projects(events)
    )


def status(figure: tuple[int, int], target: int | None, *, could_join: int | None, closed: bool) -> str:
    """Return the status of a percentage; `could_join` is None where nothing can be out of reach."""
    numerator, denominator = figure
    if target is None:
        return "no_target"
    if denominator < ENOUGH:
        return "insufficient_data"
    promise, share = Fraction(target, 100), Fraction(numerator, denominator)
    if closed:
        return "achieved" if share >= promise else "not_achieved"
    if could_join is not None and Fraction(numerator, denominator + could_join) >= promise:
        return "secured"
    if could_join is not None and (numerator + could_join) < promise * (denominator + could_join):
        return "unreachable"
    if share >= promise:
        return "on_track"
    return "at_risk" if share >= promise - Fraction(1, 10) else "off_track"


def improved(stream: Stream, first: date, reference: date, as_at: date) -> tuple[str, bool] | None:
    """Completed in the year and not reopened since: who led it, and was the score 3.0 or more."""
    turns = [event for event in stream if event["type"] in {*CLOSING, "project.reopened"}]
    if not turns or turns[-1]["type"] != "project.completed":
        return None
    completed = on(turns[-1])
    if not first <= completed <= reference:
        return None
    score = effective_score(stream, min(completed + timedelta(days=90), as_at))
    return lead(stream, completed), score is not None and score >= MODEST


def involved(stream: Stream, first: date, reference: date, _: date) -> tuple[str, bool] | None:
    """Open in the year: who leads it on the reference day or its closing, and are patients in."""
    if not is_open(stream, first, reference):
        return None
    turns = [e for e in stream if e["type"] in {*CLOSING, "project.reopened"} and on(e) <= reference]
    closed = turns and turns[-1]["type"] in CLOSING
    levels = [e for e in stream if e["type"] == "project.involvement_recorded" and on(e) <= reference]
    level = latest(levels, "on")
    return (
        lead(stream, on(turns[-1]) if closed else reference),
        level is not None and level["data"]["level"] in {"little_i", "big_i"},
    )


def is_open(stream: Stream, first: date, last: date) -> bool:
    """Whether it was open on a day of the period; the closing day itself is open."""
    opened: date | None = on(stream[0], "registered_on")
    for event in stream:
        if event["type"] in CLOSING and opened:
            if opened <= last and on(event) >= first:
                return True
            opened = None
        elif event["type"] == "project.reopened":
            opened = on(event)
    return opened is not None and opened <= last


def effective_score(stream: Stream, until: date) -> Fraction | None:
    """Return the adviser's latest score if there is any, else the team's."""
    voided = {assessment_of(event, stream) for event in stream if event["type"] == "project.score_voided"}
    known = [
        event
        for place, event in enumerate(stream)
        if event["type"] == "project.score_assessed" and on(event, "assessed_on") <= until and place not in voided
    ]
    advisers = [event for event in known if event["data"]["assessor"] == "adviser"]
    score = latest(advisers or known, "assessed_on")
    return None if score is None else Fraction(str(score["data"]["score"]))


def assessment_of(voiding: Event, stream: Stream) -> int:
    """Return the place of the assessment that a voiding names: its own source's, else the last."""
    wanted = voiding["data"]["event_id"]
    places = [i for i, e in enumerate(stream) if e["id"] == wanted and "score" in e["data"]]
    same = [i for i in places if stream[i]["source"] == voiding["source"]]
    return (same or places)[-1]


def lead(stream: Stream, day: date) -> str:
    """Return who led on a day; a change holds from the start of its day."""
    changes = [e for e in stream if e["type"] == "project.lead_changed" and on(e) <= day]
    change = latest(changes, "on")
    return str(change["data"]["to_organisation"] if change else stream[0]["data"]["lead_organisation"])


def latest(stream: Stream, field: str) -> Event | None:
    """By its own date, then by place in the stream."""
    # max() answers the first of equals, so it looks from the end.
    return max(reversed(stream), key=lambda event: on(event, field), default=None)


def projects(events: Iterable[Event]) -> Iterator[Stream]:
    """Yield the quality improvement projects that stand, without what was withdrawn."""
    streams: dict[str, Stream] = defaultdict(list)
    for event in events:
        if event["subject"].startswith("project/"):
            streams[event["subject"]].append(event)
    for whole in streams.values():
        withdrawn = {e["data"]["event_id"] for e in whole if e["type"].endswith(".fact_withdrawn")}
        stream = [event for event in whole if event["id"] not in withdrawn]
        voided = any(event["type"] == "project.voided" for event in stream)
        if not voided and stream[0]["data"]["kind"] == "quality_improvement":
            yield stream


def on(event: Event, field: str = "on") -> date:
    """Return a date field of the fact."""
    return date.fromisoformat(event["data"][field])


def first_day(year: str) -> date:
    """Return 1 April of a year such as 2022/23."""
    return date(int(year[:4]), 4, 1)


def last_day(year: str) -> date:
    """Return 31 March of a year such as 2022/23."""
    return date(int(year[:4]) + 1, 3, 31)
