"""What a service adds to a fact has grown: what was kept before reads as what is kept now.

The first release kept of a carbon estimate what it saves in all; since then also what each of its lines saves.
"""

import json
from datetime import UTC, datetime
from typing import cast

import msgspec
import pytest

from services.projects.domain.project import PROJECT
from shared import envelope, event_store
from shared.admission import Admission
from shared.contracts.asyncapi import document
from shared.contracts.compatibility import incompatibilities
from shared.contracts.event import Event, Recorded
from shared.contracts.examples.projects import EXAMPLES
from shared.contracts.project_sustainability import CarbonEstimatedInAll, ProjectCarbonEstimated
from shared.contracts.projects import PROJECTS
from shared.contracts.schema import CONTRACTS, of_data, schemas
from shared.contracts.upcasting import decoded
from shared.identity import Caller
from shared.submission import read
from tests.given import MEMBERS, TODAY
from tests.projects.facts import in_all, registered

STREAM = "project/0190f3b2-0000-7000-8000-000000000001"
AT = datetime(2022, 6, 6, 9, tzinfo=UTC)
NOW = cast("ProjectCarbonEstimated", EXAMPLES["project.carbon_estimated"])
BEFORE = in_all(NOW)
GROWN = [kind for contract in CONTRACTS for _, kind in contract.types.values() if kind.kept_before]


def row(event: Event, version: int) -> dict[str, object]:
    """Return a fact as a row of the store that kept it in the form of its day."""
    return {
        "stream": STREAM, "version": version, "type": event.type, "organisation": "RGP", "source": "urn:a",
        "id": f"fact-{version}", "time": AT, "recorded_at": AT, "content": b"",
        "data": msgspec.json.encode(event).decode(),
    }  # fmt: skip


ROWS = [row(registered(), 1), row(BEFORE, 2), row(NOW, 3)]


def history() -> list[Recorded]:
    return [event_store.recorded(one, PROJECTS) for one in ROWS]  # type: ignore[arg-type]  # read by name only


def test_both_forms_in_one_stream_read_as_what_is_known_today() -> None:
    assert "saved_by_line" not in str(ROWS[1]["data"])
    assert [fact.event for fact in history()][1:] == [NOW, NOW]


def test_what_the_log_carries_of_both_forms_reads_the_same() -> None:
    sent = [envelope.message(one) for one in ROWS]  # type: ignore[arg-type]  # read by name only
    read = [envelope.fact(envelope.address(one.headers), one.headers, one.value, PROJECTS).event for one in sent]
    assert read[1:] == [NOW, NOW]
    assert sent[1].value == msgspec.json.encode(BEFORE)


def test_the_saving_that_was_kept_stands_whatever_its_lines_come_to() -> None:
    odd = msgspec.structs.replace(BEFORE, saved_kg_co2e_per_year=1.0)
    found = decoded(msgspec.json.encode(odd), ProjectCarbonEstimated)
    assert found == msgspec.structs.replace(NOW, saved_kg_co2e_per_year=1.0)


@pytest.mark.parametrize("taken_back", ["fact-2", "fact-3"])
def test_a_stream_of_both_forms_takes_further_facts(taken_back: str) -> None:
    known = Admission(deciders={"project": PROJECT}, members=MEMBERS, today=TODAY, kept={})
    known.load({STREAM: history()})
    said = {
        "specversion": "1.0", "id": "next", "source": "urn:a", "type": "project.fact_withdrawn", "subject": STREAM,
        "data": {"event_id": taken_back, "reason": "It was another ward's."},
    }  # fmt: skip
    caller = Caller(organisation="RGP", roles=frozenset({"submitter"}))
    [outcome] = known.decide([read(json.dumps(said).encode(), caller, PROJECTS, AT)])
    assert outcome.refusal is None


def test_nobody_submits_what_the_service_adds() -> None:
    data = schemas()["project.carbon_estimated"]["properties"]["data"]
    assert {"factors", "saved_kg_co2e_per_year", "saved_by_line"}.isdisjoint(data["properties"])


@pytest.mark.parametrize("kind", GROWN)
def test_no_data_fits_two_forms_of_a_type(kind: type[Event]) -> None:
    for later, earlier in zip((kind, *kind.kept_before), kind.kept_before, strict=False):
        added = set(of_data(later)["required"]) - set(of_data(earlier)["properties"])
        assert added, f"{later.__name__} requires nothing that {earlier.__name__} does not know"
        assert earlier.type == later.type


@pytest.mark.parametrize("kind", GROWN)
def test_what_readers_of_the_log_were_told_of_a_type_only_grows(kind: type[Event]) -> None:
    told = document()["components"]["messages"][kind.type]["payload"]
    for form in kind.kept_before:
        assert incompatibilities(of_data(form), told) == []


def test_what_fits_no_form_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="required"):
        decoded(b'{"on":"2022-06-06"}', ProjectCarbonEstimated)
    assert CarbonEstimatedInAll in ProjectCarbonEstimated.kept_before
