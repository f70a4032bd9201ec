"""QI cafés: when they are planned, and which of them were held or cancelled."""

from collections.abc import Iterator, Mapping, Sequence

from services.gateway.imports.asked import Item, listed
from services.gateway.imports.cells import choice, code, day, several, text, whole, yes_no
from services.gateway.imports.columns import Column
from services.gateway.imports.kind import Asking, Context, Hindrance, Kind, Said, Told, Values, given, stream_id

STATUSES: Mapping[str, str] = {
    "Planned": "scheduled", "Held": "held", "Cancelled": "cancelled", "Scheduled": "scheduled", "Done": "held",
    "Took place": "held", "Happened": "held", "Completed": "held", "Canceled": "cancelled",
}  # fmt: skip
COLUMNS = (
    Column(
        name="on", title="Date", read=day, required=True, is_day=True, example="15/06/2023",
        says="The day of the café.", known_as=("On", "Day", "Café date", "Event date", "Date of café"),
    ),
    Column(
        name="reference", title="Reference", read=code,
        says="Your own number of the café; needed where there are two on one day, or where its date may change.",
        known_as=("ID", "Café ID", "Event ID", "Ref", "Code"),
    ),
    Column(
        name="topic", title="Topic", read=text, example="Measuring for improvement", says="What it is about.",
        known_as=("Title", "Subject", "Theme", "Event", "Event title", "Name"),
    ),
    Column(
        name="hosts", title="Hosts", read=several(code), example="RGP, RY3",
        says="Codes of all organisations that host it, with commas; your own where it is empty.",
        known_as=("Host", "Host organisation", "Host organisations", "Hosted by", "Organiser"),
    ),
    Column(
        name="open_to_all_staff", title="Open to all staff", read=yes_no, required=True, choices=("Yes", "No"),
        example="Yes", says="Whether everybody who works for a host may come: only these count for the strategy.",
        known_as=("Open to all", "Open", "All staff"),
    ),
    Column(
        name="status", title="Status", read=choice(STATUSES), choices=("Planned", "Held", "Cancelled"), example="Held",
        says="Planned, held or cancelled. Empty: held where an attendance is given, else planned.",
        known_as=("State", "Café status"),
    ),
    Column(
        name="attendance", title="Attendance", read=whole, example="23", says="How many people came.",
        known_as=("Attendees", "Number attending", "Number of attendees", "Attended"),
    ),
    Column(
        name="organisations_attending", title="Organisations attending", read=several(code), example="RGP, RY3",
        says="Codes of the organisations whose people came, with commas.",
        known_as=("Organisations attended", "Attending organisations"),
    ),
    Column(
        name="reason", title="Reason for cancelling", read=text, says="Why it was cancelled.",
        known_as=("Cancellation reason", "Reason"),
    ),
)  # fmt: skip


async def look_up(asking: Asking, rows: Sequence[Values]) -> Mapping[str, Item]:  # noqa: ARG001  as of every kind
    """Read the organisation's calendar."""
    return {one["id"]: one for one in await listed(asking, "/v1/cafes", organisation=str(asking.caller.organisation))}


def tell(row: Values, context: Context, calendar: Mapping[str, Item]) -> Told:
    """Return that a café is planned, and what became of it."""
    identifier = stream_id(context.organisation, "cafe", row.get("reference") or row["on"].isoformat())
    subject, known = f"cafe/{identifier}", calendar.get(identifier)
    hosts = row.get("hosts", [])
    own = [] if context.organisation in hosts else [context.organisation]
    planned = {**given(row, "on", "topic", "open_to_all_staff"), "hosts": [*own, *hosts]}
    if known is None:
        return Told(subject, [Said("cafe.scheduled", subject, planned), *_outcome(subject, row, context, "scheduled")])
    for name, value in planned.items():
        if name != "on" and known.get(name) != value:
            words = "The calendar has this café otherwise: cancel it and add another, or leave the row as it was."
            raise Hindrance(words, name, "AlreadySaid")
    return Told(subject, list(_outcome(subject, row, context, known["status"])))


def _outcome(subject: str, row: Values, context: Context, known: str) -> Iterator[Said]:
    status = row.get("status") or ("held" if "attendance" in row else "scheduled")
    if status != "held" and "attendance" in row:
        raise Hindrance("People came to a café that was held: change the status, or take the attendance out.", "status")
    if status == known:
        return
    if status == "scheduled":
        words = "The calendar says that this café was held or cancelled: say so in the row, or leave it out."
        raise Hindrance(words, "status", "AlreadySaid")
    if status == "held":
        yield Said("cafe.held", subject, given(row, "on", "attendance", "organisations_attending"))
    else:
        yield Said("cafe.cancelled", subject, {"on": min(row["on"], context.on), **given(row, "reason")})


CAFES = Kind(
    slug="cafes",
    title="QI cafés",
    about="One café a row: planned ones now, and the same rows again when they were held, with the attendance.",
    columns=COLUMNS,
    look_up=look_up,
    tell=tell,
)
