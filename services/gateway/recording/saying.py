"""From a filled form to a fact: with what is said without being asked, judged as far as its form goes, and submitted
the same way as everyone's."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.gateway.pages.moments import day
from services.gateway.recording.fields import Field, Rows
from services.gateway.recording.filled import Data, Faults, Typed, read, rows_typed
from services.gateway.recording.form import NEW, NOW, OWN, VERSION, Form
from services.gateway.recording.known import Known
from services.gateway.recording.people import Found
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.limits import Limits
from shared.contracts.form import conform
from shared.http import Problem
from shared.identity import Caller
from shared.moments import written
from shared.refusals import MissingField, Refused

SOURCE = "urn:golden-thread:pages"
"""The source of what is recorded by hand."""
PATIENT = "Leave out what names a patient: these ten digits are a valid NHS number"
_DAY = re.compile(r"\b[0-9]{4}-[01][0-9]-[0-3][0-9]\b")
NOTHING_CHANGED = "Change something first"
SENT_BEFORE = "This form was sent before with other answers, and those stand. Begin a new form to say something else."


@dataclass(frozen=True)
class Fact:
    """What a filled form says."""

    identifier: str
    data: Data


@dataclass(frozen=True)
class Judged:
    """What became of a form."""

    fact: Fact | None
    faults: Faults


@dataclass(frozen=True)
class Sent:
    """A form in one person's hands."""

    form: Form
    id: UUID
    identifier: str
    """Of the thing that it is about; empty for one that it begins."""
    caller: Caller


def begin(sent: Sent, known: Known) -> dict[str, str]:
    """Return what a form carries along without asking: the version that its reader has seen, the moment."""
    stands = {VERSION: str(known.version + sent.form.amends), NOW: written(datetime.now(UTC))}
    return {name: stands[said] for name, said in sent.form.given.items() if said in stands}


def judge(sent: Sent, found: Found, known: Known) -> Judged:
    """Return the fact, or everything that has to be mended before it can be submitted."""
    form, typed = sent.form, found.typed
    data, faults = read(form.fields, typed)
    faults = {**faults, **found.faults}
    if faults:
        return Judged(None, in_order(form.fields, faults))
    identifier = sent.identifier or str(sent.id)
    if form.subject:
        identifier = str(data.pop(form.subject.name))
    if form.amends and not any(one.required for one in form.fields):
        data = _changed(form.fields, data, known.current)
        if not data:
            return Judged(None, {form.fields[0].name: NOTHING_CHANGED})
    data |= {name: _given(said, name, sent, typed) for name, said in form.given.items()}
    try:
        conform(form.kind.said_as or form.kind, data)
    except Refused as refused:
        return Judged(None, placed(form, typed, refused.reason()))
    return Judged(Fact(identifier, data), {})


async def submit(sent: Sent, fact: Fact, intake: Intake, limits: Limits) -> Mapping[str, Any]:
    """Return the owning service's answer; whether it can be reached or not, what was typed is safe already."""
    event = {
        "specversion": "1.0",
        "id": str(sent.id),
        "source": SOURCE,
        "type": sent.form.type,
        "subject": f"{sent.form.category}/{fact.identifier}",
        "data": fact.data,
    }
    limits.take(sent.caller, 1)
    receipt = await intake.submit([json.dumps(event).encode()], sent.caller)
    [decided] = receipt.decided
    return decided.answer


def away(problem: Problem) -> dict[str, str]:
    """Return as a reason what kept a form from being decided at all."""
    said = f"{problem.detail} Nothing that you have entered is lost: send it again in a moment."
    return {"type": problem.type, "title": said, "detail": said}


def placed(form: Form, typed: Typed, reason: Mapping[str, str]) -> Faults:
    """Return a refusal beside the question that it is about; under no name where it is about none."""
    said = SENT_BEFORE if reason["type"] == "IdReused" else _sentence(reason)
    if reason["type"] == MissingField.__name__:
        said = next((one.missing for one in form.fields if one.name == reason.get("field")), said)
    inputs = _inputs(form.fields, typed)
    path = reason.get("field", "")
    while path:
        if path in inputs:
            return {path: said}
        if path in form.beside:
            return {form.beside[path]: said}
        path = path.rpartition(".")[0]
    return {form.beside.get(reason["type"], ""): said}


def in_order(fields: Sequence[Field], faults: Faults) -> Faults:
    """Return faults as their questions come."""
    names = [one.name for one in fields]
    return dict(sorted(faults.items(), key=lambda one: names.index(one[0].partition(".")[0])))


def _sentence(reason: Mapping[str, str]) -> str:
    """Return what to tell a person: a rule's own words, with days as people write them."""
    return _DAY.sub(lambda found: day(found[0]), reason["detail"])


def _inputs(fields: Sequence[Field], typed: Typed) -> set[str]:
    names = {one.name for one in fields}
    for one in fields:
        if isinstance(one.widget, Rows):
            rows = range(len(rows_typed(one.name, typed)))
            names |= {f"{one.name}.{place}.{column.name}" for place in rows for column in one.widget.columns}
    return names


def _changed(fields: Sequence[Field], data: Data, current: Mapping[str, Any]) -> Data:
    """Return what is said otherwise than it stands; what was emptied is said as empty."""
    said: Data = {}
    for one in fields:
        before, now = current.get(one.name), data.get(one.name)
        if now is None and before not in (None, "", []) and isinstance(before, str | list):
            now = type(before)()
        if now is not None and now != before:
            said[one.name] = now
    return said


def _given(said: str, name: str, sent: Sent, typed: Typed) -> object:
    match said:
        case _ if said == OWN:
            return sent.caller.organisation
        case _ if said == NEW:
            return str(sent.id)
        case _ if said == VERSION:
            text = typed.get(name, "")
            return int(text) if text.isascii() and text.isdecimal() and len(text) < len("1000000") else text
        case _:
            return typed.get(name, "")
