"""How it is said: what needs somebody first, then each part with its numbers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from services.gateway.operations.asked import Running, Said
from services.gateway.pages.cells import Cell, Listing, listing
from services.gateway.pages.moments import moment
from services.gateway.pages.words import Status, counted
from shared import kafka
from shared.moments import written

GOOD, WORKS, WRONG = (
    Status("As it should be", "tick", "blue"),
    Status("At work", "dots", "grey"),
    Status("Look at this", "triangle", "orange"),
)
SLOW, UNSEEN, SILENT = timedelta(seconds=30), timedelta(seconds=60), timedelta(days=14)
"""From when on something is said to need somebody: a fact that Kafka has not, a follower that does not look, an
organisation that says nothing."""


@dataclass(frozen=True)
class Waiting:
    """A record that could not be applied, and where its button leads."""

    service: str
    schema: str
    id: int
    about: str
    link: str
    where: str
    reason: str
    since: str


@dataclass(frozen=True)
class View:
    """The page, part by part."""

    at: str
    state: Status
    concerns: Sequence[str]
    waiting: Sequence[Waiting]
    all_waiting: int
    relays: Listing | None
    lag: Listing | None
    partitions: Listing | None
    leaders: Listing | None
    versions: Listing | None
    heard: Listing | None


def view(running: Running) -> View:
    """Put what the services say into words."""
    said = [running.services[name] for name in sorted(running.services)]
    at = max((datetime.fromisoformat(one["at"]) for one in said), default=None)
    concerns = [f"The {name} service: {why}" for name, why in running.away.items()]
    concerns += [words for one in said for words in _concerns(one)]
    metrics = running.services.get("metrics", {})
    if at:
        concerns += _silences(metrics, running.names, at)
    return View(
        at=moment(written(at)) if at else "",
        state=WRONG if concerns else GOOD,
        concerns=concerns,
        waiting=[_waiting(one["service"], each, row) for one, each, row in _parked(said)],
        all_waiting=sum(each["parked"] for one in said for each in one["followers"]),
        relays=_table("Facts on their way to Kafka", RELAYS, [_relay(one) for one in said]),
        lag=_table("How far behind each follower is", LAG, [row for one in said for row in _lag(one)]),
        partitions=_table("Each partition", PARTITIONS, [row for one in said for row in _partitions(one)]),
        leaders=_table("Who does what only one may do", LEADERS, _leaders(said, running.door)),
        versions=_table("Versions of the read side", VERSIONS, [_version(one, at) for one in _versions(metrics)]),
        heard=_table("When each organisation was last heard", HEARD, _heard(metrics, running.names, at)),
    )  # fmt: skip


UNKNOWN = "Not known yet"
RELAYS = ("Service", "Waiting", "Oldest", "Sealed up to", "State")
LAG = ("Follower", "Topic", "Partitions", "Behind", "Looked")
PARTITIONS = ("Follower", "Topic and partition", "Read up to", "Log ends at", "Behind")
LEADERS = ("Task", "Service", "Epoch", "State")
VERSIONS = ("Version", "State", "Complete up to", "Measures", "To be counted again", "Live since")
HEARD = ("Organisation", "Last heard", "How long ago")


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> Listing | None:
    return listing(caption, columns, rows) if rows else None


def _parked(said: Iterable[Said]) -> list[tuple[Said, Said, Said]]:
    return [(one, each, row) for one in said for each in one["followers"] for row in each["waiting"]]


def _concerns(one: Said) -> list[str]:
    service, at = one["service"], datetime.fromisoformat(one["at"])
    found = []
    if parked := sum(each["parked"] for each in one["followers"]):
        found.append(
            f"{service}: {counted(parked)} {'record waits' if parked == 1 else 'records wait'} to be looked at."
        )
    if (oldest := _moment(one["outbox"]["oldest"])) and at - oldest > SLOW:
        found.append(f"{service}: Kafka has not taken a fact for {_span(at - oldest)}.")
    found += [f"{service}: nobody does “{task['task']}”." for task in one["leaders"] if _is_missed(one, task)]
    late = {partition["topic"] for each in one["followers"] for partition in _facts(each)
            if (looked := _moment(partition["looked_at"])) and at - looked > UNSEEN}  # fmt: skip
    return found + [
        f"{service}: nobody has looked at the end of {topic} for a minute or more." for topic in sorted(late)
    ]


def _silences(metrics: Said, names: Mapping[str, str], at: datetime) -> list[str]:
    return [
        f"{names.get(one['organisation'], one['organisation'])} has not been heard for {_span(silence)}."
        for one in metrics.get("heard", [])
        if (silence := at - datetime.fromisoformat(one["at"])) > SILENT
    ]


def _is_missed(one: Said, task: Said) -> bool:
    """A version that is no more leaves its lease behind; everything else has somebody who does it."""
    schema = task["task"].partition(".")[0]
    return not task["held"] and (schema == "public" or schema in {each["schema"] for each in one["followers"]})


def _waiting(service: str, follower: Said, row: Said) -> Waiting:
    category, _, key = (row["stream"] or "").partition("/")
    about = f"{row['stream']}, version {row['version']}" if key else category or "Nobody can tell what it is about"
    return Waiting(
        service=service,
        schema=follower["schema"],
        id=row["id"],
        about=about,
        link=f"/things/{category}/{key}" if key else "",
        where=f"{row['topic']} {row['partition']}, at {counted(row['offset'])}",
        reason=row["reason"],
        since=moment(row["parked_at"]),
    )


def _relay(one: Said) -> list[Cell | str]:
    waiting, at = one["outbox"]["waiting"], datetime.fromisoformat(one["at"])
    oldest = _moment(one["outbox"]["oldest"])
    state = GOOD if oldest is None else WRONG if at - oldest > SLOW else WORKS
    sealed = moment(one["sealed_up_to"]) if one["sealed_up_to"] else "Not yet"
    return [one["service"], counted(waiting), _span(at - oldest) if oldest else "None", sealed, Cell(status=state)]


def _facts(follower: Said) -> list[Said]:
    return [one for one in follower["partitions"] if one["topic"] != kafka.WATERMARKS]


def _lag(one: Said) -> list[list[Cell | str]]:
    """Return how far each follower is behind on each topic: on all of its partitions together."""
    at = datetime.fromisoformat(one["at"])
    rows: list[list[Cell | str]] = []
    for follower in one["followers"]:
        for topic, group in groupby(_facts(follower), lambda row: str(row["topic"])):
            partitions = list(group)
            known = [row for row in partitions if row["end"] is not None]
            looked = min((datetime.fromisoformat(row["looked_at"]) for row in known), default=None)
            behind = counted(sum(_behind(row) for row in known)) if len(known) == len(partitions) else UNKNOWN
            ago = f"{_span(at - looked)} ago" if looked else "Not yet"
            rows.append([_name(one, follower), topic, counted(len(partitions)), behind, ago])
    return rows


def _partitions(one: Said) -> list[list[Cell | str]]:
    return [
        [_name(one, follower), f"{row['topic']} {row['partition']}", counted(row["next"]),
         UNKNOWN if row["end"] is None else counted(row["end"]),
         UNKNOWN if row["end"] is None else counted(_behind(row))]
        for follower in one["followers"] for row in _facts(follower)
    ]  # fmt: skip


def _behind(row: Said) -> int:
    return max(0, int(row["end"]) - int(row["next"]))


def _name(one: Said, follower: Said) -> str:
    service: str = one["service"]
    return service if follower["schema"] == "public" else f"{service}, {follower['schema']}"


def _leaders(said: Sequence[Said], door: Sequence[Said]) -> list[list[Cell | str]]:
    every = [(one["service"], task, _is_missed(one, task)) for one in said for task in one["leaders"]]
    every += [("gateway", task, not task["held"]) for task in door]
    return [
        [task["task"].removeprefix("public."), service, counted(task["epoch"]),
         Cell(status=GOOD) if task["held"] else Cell(status=WRONG) if missed else "Of a version that is gone"]
        for service, task, missed in every
    ]  # fmt: skip


def _versions(metrics: Said) -> Sequence[Said]:
    found: Sequence[Said] = metrics.get("versions", [])
    return found


def _version(one: Said, at: datetime | None) -> list[Cell | str]:
    reached = _moment(one["reached"])
    parked = _moment(one["parked_since"])
    complete = min((each for each in (reached, parked) if each), default=None) if reached else None
    fresh = "Not yet" if complete is None or at is None else f"{moment(written(complete))} ({_span(at - complete)} ago)"
    left = f"{counted(one['unfilled'])} of {counted(one['measures'])} still to be filled"
    return [
        counted(one["version"]),
        "Live" if one["live"] else "Beside the live one",
        fresh,
        left if one["unfilled"] else counted(one["measures"]),
        counted(one["recounts"]),
        moment(one["promoted_at"]) if one["promoted_at"] else ("From the beginning" if one["live"] else "Not yet"),
    ]


def _heard(metrics: Said, names: Mapping[str, str], at: datetime | None) -> list[list[Cell | str]]:
    heard = {one["organisation"]: datetime.fromisoformat(one["at"]) for one in metrics.get("heard", [])}
    rows: list[list[Cell | str]] = []
    for code in sorted({*names, *heard}, key=lambda one: names.get(one, one)):
        last = heard.get(code)
        ago = f"{_span(at - last)} ago" if last and at else "–"
        rows.append([names.get(code, code), moment(written(last)) if last else "Never", ago])
    return rows


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _span(length: timedelta) -> str:
    """Say how long something has lasted, in the greatest unit of which there is one."""
    seconds = max(0, int(length.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size:,} {unit}{'' if seconds // size == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
