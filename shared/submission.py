"""Read one submitted CloudEvent: its identity, its content and its form."""

import hashlib
import json
import re
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shared.contracts.event import Category, Contract, Event
from shared.contracts.form import conform
from shared.contracts.upcasting import today
from shared.identity import Caller
from shared.refusals import MissingField, OutOfRange, Refused, TooLong, UnknownType, WrongStream

MOST_BYTES = 256 * 1024
"""The most that one event may weigh, as compact UTF-8 JSON."""
MOST_CHARACTERS = 200
_SUBJECT = re.compile(r"\A[a-z_]{1,50}/[^/\s\x00\ud800-\udfff]{1,200}\Z")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_REQUIRED = dict.fromkeys(("specversion", "id", "source", "type", "subject"))
_FRACTION = re.compile(rb"[0-9](\.[0-9]|[eE])")
_Moment = Annotated[datetime, Meta(tz=True)]


class Submission(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One submitted fact. Either `event` is read, or `fault` says why it could not be."""

    caller: Caller
    id: Any
    source: Any
    stream: Any
    content: bytes
    """A digest of type, subject and data: the same for the same content, however it is spelt."""
    time: datetime
    event: Event | None = None
    fault: Refused | None = None
    place: str | None = None
    """Where in a trace it was submitted; None when it is not sampled."""
    whole: int | None = None
    """Facts that stand together and have the same number here are accepted all or none."""

    @cached_property
    def identity(self) -> tuple[str, str, str] | None:
        """What makes the submission idempotent, or None when it has no usable id or source."""
        if not (_is_name(self.id) and _is_name(self.source)):
            return None
        return (self.caller.organisation or "", self.source, self.id)


def read(
    raw: bytes,
    caller: Caller,
    contract: Contract,
    received_at: datetime,
    place: str | None = None,
    whole: int | None = None,
) -> Submission:
    """Return the submission that these bytes of JSON hold. Never raises for what a submitter can send."""
    try:
        said = json_value(raw)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        fault = OutOfRange("A member of a batch is a JSON object that holds one CloudEvent.")
        return Submission(
            caller=caller, id=None, source=None, stream=None, content=b"", time=received_at, fault=fault, whole=whole
        )
    time, event, refusal = received_at, None, None
    try:
        time, event = _event(said, raw, contract, received_at)
    except Refused as refused:
        refusal = refused
    except RecursionError:
        refusal = OutOfRange("It is nested more deeply than any fact.", field="data")
    return Submission(
        caller=caller,
        id=echo(said.get("id")),
        source=echo(said.get("source")),
        stream=echo(said.get("subject")),
        content=_digest(said, raw),
        time=time,
        event=event,
        fault=refusal,
        place=place,
        whole=whole,
    )


def json_value(raw: bytes) -> Any:
    """Decode JSON. Lone surrogates and numbers beyond range survive, so that they can be refused by name."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        try:
            return json.loads(raw.decode(), parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _event(said: dict[str, Any], raw: bytes, contract: Contract, received_at: datetime) -> tuple[datetime, Event]:
    if len(raw) > MOST_BYTES and len(_compact(said)) > MOST_BYTES:
        raise TooLong(f"An event has at most {MOST_BYTES // 1024} KiB.")
    time = _attributes(said, contract, received_at)
    if said["type"] not in contract.types:
        raise UnknownType(f"There is no type {said['type'][:100]}.", field="type")
    category, kind = contract.types[said["type"]]
    if said["subject"].split("/")[0] != category.name:
        raise WrongStream(f"The subject of a {kind.type} is `{category.name}/…`.", field="subject")
    if "data" not in said:
        raise MissingField("`data` is required.", field="data")
    return time, today(conform(kind.said_as or kind, said["data"]))


def _attributes(said: dict[str, Any], contract: Contract, received_at: datetime) -> datetime:
    """Check the CloudEvents attributes and return when the fact happened."""
    if not said.keys() >= _REQUIRED.keys():
        name = next(name for name in _REQUIRED if name not in said)
        raise MissingField(f"`{name}` is required.", field=name)
    if said["specversion"] != "1.0":
        raise OutOfRange("The version of CloudEvents is 1.0.", field="specversion")
    for name in ("id", "source", "type"):
        if not _is_name(said[name]):
            if isinstance(said[name], str) and len(said[name]) > MOST_CHARACTERS:
                raise TooLong(f"`{name}` has at most {MOST_CHARACTERS} characters.", field=name)
            raise OutOfRange(f"`{name}` is a text of 1 to {MOST_CHARACTERS} characters.", field=name)
    _subject(said["subject"], contract)
    if "time" not in said:
        return received_at
    try:
        return msgspec.convert(said["time"], _Moment).astimezone(UTC)
    except (msgspec.ValidationError, ValueError, OverflowError):
        raise OutOfRange("`time` is a moment with its offset, by RFC 3339.", field="time") from None


def _subject(subject: Any, contract: Contract) -> None:
    if not (isinstance(subject, str) and _SUBJECT.match(subject)):
        raise OutOfRange("The subject names the stream: `<category>/<id>`.", field="subject")
    name, identifier = subject.split("/")
    category = contract.category_of.get(name)
    if category is not None and not _fits(identifier, category):
        raise OutOfRange(f"The id of a {name} is {category.id_words}.", field="subject")


def _fits(identifier: str, category: Category) -> bool:
    return re.match(category.id_pattern, identifier) is not None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_CHARACTERS and _is_readable(value)


def _is_readable(text: str) -> bool:
    return (text.isascii() and "\x00" not in text) or not _UNREADABLE.search(text)


def echo(value: Any) -> str | None:
    """Return a text that an answer can say back, or None."""
    return value if isinstance(value, str) and _is_readable(value) else None


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def _digest(said: dict[str, Any], raw: bytes) -> bytes:
    content = [said.get("type"), said.get("subject"), said.get("data")]
    try:
        return hashlib.sha256(_canonical(content, raw)).digest()
    except RecursionError:
        return hashlib.sha256(raw).digest()  # nested so deeply that it can never have been accepted


def _canonical(content: Any, raw: bytes) -> bytes:
    if _FRACTION.search(raw):
        content = _with_whole_numbers(content)
    try:
        return msgspec.json.encode(content, order="deterministic")
    except (msgspec.MsgspecError, ValueError, OverflowError):
        return json.dumps(content, sort_keys=True).encode()


def _with_whole_numbers(value: Any) -> Any:
    """Write 3.0 as 3, since JSON knows only numbers."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_with_whole_numbers(item) for item in value]
        case dict():
            return {key: _with_whole_numbers(item) for key, item in value.items()}
    return value
