"""The measures of projects, counted again: for each project whose it is, and whether it counts."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from tests.recount.known import Event, Known, Stream, latest, meant, of_type, on

MODEST = 3
CLOSING = ("project.completed", "project.cancelled")
TURNS = (*CLOSING, "project.reopened")
Answer = tuple[str, bool] | None
"""Who it counts for, and whether it is in the numerator; None when it is in neither."""


def answers(known: Known, slug: str, first: date, reference: date, as_at: date) -> Iterator[tuple[str, bool]]:
    """Yield what each project that stands answers."""
    for stream in projects(known):
        answer = (
            improved(stream, first, reference, as_at)
            if slug == "modest-improvement"
            else coached(known, stream, first, reference)
            if slug == "projects-coached"
            else OPEN[slug](stream, first, reference)
        )
        if answer is not None:
            yield answer


def projects(known: Known) -> Iterator[Stream]:
    """Yield the quality improvement projects that stand."""
    for _, stream in known.category("project"):
        if stream[0]["data"]["kind"] == "quality_improvement" and not of_type(stream, "project.voided"):
            yield stream


def joinable(known: Known, organisation: str, day: date) -> int:
    """R: how many projects are open on a day that the organisation leads."""
    return sum(is_open(stream, day, day) and lead(stream, day) == organisation for stream in projects(known))


def improved(stream: Stream, first: date, reference: date, as_at: date) -> Answer:
    """Completed in the period and not reopened since: was the score 3.0 or more."""
    turns = of_type(stream, *TURNS)
    if not turns or turns[-1]["type"] != "project.completed":
        return None
    completed = on(turns[-1])
    if not first <= completed <= reference:
        return None
    score = effective_score(stream, min(completed + timedelta(days=90), as_at))
    return lead(stream, completed), score is not None and score >= MODEST


def coached(known: Known, stream: Stream, first: date, reference: date) -> Answer:
    """Had a contact in the period by somebody who was registered on that day."""
    contacts = [one for one in of_type(stream, "project.coaching_logged") if first <= on(one) <= reference]
    if any(known.was_adviser(one["data"]["adviser"], on(one)) for one in contacts):
        return accountable(stream, reference), True
    return None


def involved(stream: Stream, first: date, reference: date) -> Answer:
    """Open in the period: are patients in."""
    if not is_open(stream, first, reference):
        return None
    level = latest(_by(stream, reference, "project.involvement_recorded"))
    return accountable(stream, reference), level is not None and level["data"]["level"] in {"little_i", "big_i"}


def sustainable(stream: Stream, first: date, reference: date) -> Answer:
    """Open in the period: does an assessment stand."""
    if not is_open(stream, first, reference):
        return None
    said = latest(_by(stream, reference, "project.sustainability_assessed", "project.sustainability_withdrawn"))
    return accountable(stream, reference), said is not None and said["type"] == "project.sustainability_assessed"


def engaged(stream: Stream, first: date, reference: date) -> Answer:
    """Open in the period and with a financial effect, by the last that was said of it: has it entered gateway 1."""
    effects = [
        event["data"]["has_financial_effect"]
        for event in of_type(stream, "project.registered", "project.details_amended")
        if "has_financial_effect" in event["data"]
    ]
    if not (effects and effects[-1]) or not is_open(stream, first, reference):
        return None
    entered = [one for one in _by(stream, reference, "project.gateway_entered") if one["data"]["gateway"] >= 1]
    return accountable(stream, reference), bool(entered)


OPEN: dict[str, Callable[[Stream, date, date], Answer]] = {
    "patient-involvement": involved,
    "sustainable-projects": sustainable,
    "finance-engagement": engaged,
}


def is_open(stream: Stream, first: date, last: date) -> bool:
    """Whether it was open on a day of the period; the closing day itself is open."""
    opened: date | None = on(stream[0], "registered_on")
    for event in of_type(stream, *TURNS):
        if event["type"] in CLOSING and opened:
            if opened <= last and on(event) >= first:
                return True
            opened = None
        elif event["type"] == "project.reopened":
            opened = on(event)
    return opened is not None and opened <= last


def effective_score(stream: Stream, until: date) -> Fraction | None:
    """Return the adviser's latest score if there is any, else the team's."""
    given: list[Event] = []
    for event in of_type(stream, "project.score_assessed", "project.score_voided"):
        if event["type"] == "project.score_assessed":
            given.append(event)
        else:
            wrong = meant(event, given)
            given = [one for one in given if one is not wrong]
    known = [event for event in given if on(event, "assessed_on") <= until]
    score = latest([one for one in known if one["data"]["assessor"] == "adviser"] or known, "assessed_on")
    return None if score is None else Fraction(str(score["data"]["score"]))


def accountable(stream: Stream, reference: date) -> str:
    """Return who leads on the reference day, or led on the day of closing if it was closed by then."""
    turns = _by(stream, reference, *TURNS)
    closed = turns and turns[-1]["type"] in CLOSING
    return lead(stream, on(turns[-1]) if closed else reference)


def lead(stream: Stream, day: date) -> str:
    """Return who led on a day; a change holds from the start of its day."""
    change = latest(_by(stream, day, "project.lead_changed"))
    return str(change["data"]["to_organisation"] if change else stream[0]["data"]["lead_organisation"])


def _by(stream: Stream, day: date, *types: str) -> list[Event]:
    return [event for event in of_type(stream, *types) if on(event) <= day]
