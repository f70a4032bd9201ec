"""The measures of people, papers, cafés, places, innovations, milestones and agreement, counted again.

Each function returns the things that it counts as (organisation, thing): the system counts each thing once.
`""` as an organisation is the system alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from tests.recount.known import Event, Known, latest, meant, of_type, on

Thing = tuple[str, str]
NMAHP = {"nurse", "midwife", "allied_health_professional"}
HEARD_DAYS = 35
SYSTEM = ""


def trained(known: Known, first: date, reference: date) -> Iterator[Thing]:
    """Yield persons with a completion, not revoked, of a course of QI fundamentals on that day."""
    for key, stream in known.category("person"):
        done: list[Event] = []
        for event in of_type(stream, "training.completed", "training.completion_revoked"):
            if event["type"] == "training.completed":
                done.append(event)
            else:
                wrong = meant(event, done)
                done = [one for one in done if one is not wrong]
        for one in done:
            day = on(one, "completed_on")
            if first <= day <= reference and known.class_on(one["data"]["course"], day) == "qi_fundamentals":
                yield one["data"]["organisation"], known.person(key)


def published(known: Known, first: date, reference: date) -> Iterator[Thing]:
    """Yield relevant articles by their first appearance, for everyone who is among their authors."""
    papers: dict[str, list[Event]] = defaultdict(list)
    for _, stream in known.category("publication"):
        said = stream[0]["data"]
        stands = not of_type(stream, "publication.retracted")
        if stands and said["kind"] == "journal_article" and said["relevant"]:
            papers[_key(stream[0])].append(stream[0])
    for key, records in papers.items():
        if first <= min(on(one, "published_on") for one in records) <= reference:
            for code in {code for one in records for code in one["data"]["organisations"]}:
                yield code, key


def _key(record: Event) -> str:
    data = record["data"]
    if "doi" in data:
        return f"doi {data['doi'].strip().casefold()}"
    return " / ".join(" ".join(data[name].casefold().split()) for name in ("title", "journal"))


def held(known: Known, first: date, reference: date) -> Iterator[Thing]:
    """Yield months with a café held, open to all staff, for each of its hosts."""
    for _, stream in known.category("cafe"):
        for meeting in of_type(stream, "cafe.held"):
            if stream[0]["data"]["open_to_all_staff"] and first <= on(meeting) <= reference:
                for host in stream[0]["data"]["hosts"]:
                    yield host, meeting["data"]["on"][:7]


def planned(known: Known, first: date, last: date) -> Iterator[Thing]:
    """Yield months with a café that is planned and may still be held."""
    for _, stream in known.category("cafe"):
        over = of_type(stream, "cafe.held", "cafe.cancelled")
        if not over and stream[0]["data"]["open_to_all_staff"] and first <= on(stream[0]) <= last:
            for host in stream[0]["data"]["hosts"]:
                yield host, stream[0]["data"]["on"][:7]


def places(known: Known, first: date, reference: date) -> Iterator[Thing]:
    """Yield places by the earliest offer that stands: of each organisation, and of all for the system."""
    for session, stream in known.category("session"):
        if not known.is_of_ics(stream[0]["data"]["course"]) or of_type(stream, "session.cancelled"):
            continue
        offers: list[Event] = []
        for event in of_type(stream, "session.place_offered", "session.place_withdrawn"):
            if event["type"] == "session.place_offered":
                offers.append(event)
            elif same := [one for one in offers if one["data"]["place"] == event["data"]["place"]]:
                offers = [one for one in offers if one is not same[-1]]
        earliest: dict[Thing, date] = {}
        for one in offers:
            for whose in (one["data"]["organisation"], SYSTEM):
                place = (whose, f"{session} {one['data']['place']}")
                earliest[place] = min(earliest.get(place, date.max), on(one))
        yield from (place for place, day in earliest.items() if first <= day <= reference)


def spread(known: Known, first: date, reference: date) -> Iterator[Thing]:
    """Yield innovations by the day on which the last needed site in use adopted them; the system's is the earliest."""
    for name, stream in known.category("innovation"):
        needed = stream[0]["data"].get("spread_sites", 2)
        sites: dict[Thing, list[Event]] = defaultdict(list)
        for step in of_type(stream, "innovation.stage_reached"):
            if step["data"]["stage"] in {"adopted", "discontinued"} and on(step) <= reference:
                sites[step["data"]["organisation"], step["data"]["site"]].append(step)
        since: dict[str, list[date]] = defaultdict(list)
        for (code, _), steps in sites.items():
            if (day := _in_use_since(steps)) is not None:
                since[code].append(day)
        reached = {code: sorted(days)[needed - 1] for code, days in since.items() if len(days) >= needed}
        if reached:
            reached[SYSTEM] = min(reached.values())
        yield from ((code, name) for code, day in reached.items() if first <= day)


def _in_use_since(steps: list[Event]) -> date | None:
    since = None
    for step in sorted(steps, key=on):
        since = (since or on(step)) if step["data"]["stage"] == "adopted" else None
    return since


def scholars(known: Known, first: date, reference: date) -> Iterator[tuple[str, str, bool]]:
    """Yield persons who completed a scholarship: with the employer at enrolment, and whether that was a member."""
    for _, stream in known.category("scholarship"):
        said = stream[0]["data"]
        done = [one for one in of_type(stream, "scholarship.completed") if first <= on(one) <= reference]
        if done and said["profession"] in NMAHP:
            yield (
                said["organisation"],
                known.person(said["person"]),
                said["organisation"] in known.members(on(stream[0])),
            )


def parts(known: Known, first: date, last: date) -> Iterator[tuple[str, list[Event]]]:
    """Yield the milestones of the improvement space that are due in a year, with who planned them."""
    for _, stream in known.category("milestone"):
        said = stream[0]["data"]
        if said["part_of"] == "improvement-space" and first <= on(stream[0], "due_on") <= last:
            yield said["organisation"], list(stream)


def signed(part: list[Event], day: date) -> bool:
    """Whether a milestone stands signed off on a day."""
    said = latest([one for one in of_type(part, "milestone.signed_off", "milestone.revoked") if on(one) <= day])
    return said is not None and said["type"] == "milestone.signed_off"


def taking_part(known: Known, strategy: set[str], day: date) -> set[str]:
    """Return the members that have agreed everything by a day and were heard of in the 35 days that end with it."""
    heard = {
        event["organisation"] for event in known.said if day - timedelta(days=HEARD_DAYS) < event["recorded_on"] <= day
    }
    return {code for code in known.members(day) & heard if all(agrees(known, slug, code, day) for slug in strategy)}


def agrees(known: Known, slug: str, code: str, day: date) -> bool:
    """Whether an organisation's latest statement on the current version of a measure is that it agrees."""
    stream = known.stream(f"measure/{slug}")
    version = max([1, *(one["data"]["version"] for one in of_type(stream, "measure.proposed"))])
    said = [
        one
        for one in of_type(stream, "measure.agreed", "measure.objected")
        if (one["data"]["organisation"], one["data"]["version"]) == (code, version) and on(one) <= day
    ]
    last = latest(said)
    return last is not None and last["type"] == "measure.agreed"
