"""Facts of the agreement that were said in error, and are taken back."""

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from services.metrics.app import DECIDERS
from shared.admission import Admission
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Event, withdrawal
from shared.contracts.examples import agreements as said
from shared.identity import Caller
from shared.members import Members
from shared.submission import read
from tests.given import EVERY_ROLE, MEMBERS

NEW, MEASURE = "organisation/NEW", "measure/modest-improvement"
MILESTONE, SNAPSHOT = "milestone/rgp-digital-space", "snapshot/0190f3b2-0000-7000-8000-000000000001"


def admission(members: Members = MEMBERS) -> Admission:
    return Admission(deciders=DECIDERS, members=members, today=date(2026, 6, 1), kept={})


def tell(known: Admission, stream: str, event: Event, by: str = "RGP", **how: Any) -> str:
    """Submit one fact, and return what became of it."""
    identifier = how.get("id", f"fact-{len(known.kept)}")
    sent = {
        "specversion": "1.0", "id": identifier, "source": "urn:a", "type": event.type, "subject": stream,
        "data": msgspec.to_builtins(event),
    }  # fmt: skip
    caller = Caller(organisation=by, roles=how.get("roles", EVERY_ROLE))
    [outcome] = known.decide([read(json.dumps(sent).encode(), caller, AGREEMENTS, datetime.now(UTC))])
    return type(outcome.refusal).__name__ if outcome.refusal else "accepted"


def taking_back(identifier: str, category: str) -> Event:
    return withdrawal(category)(event_id=identifier, reason="Said in error.")


def with_new(by: str) -> Admission:
    """NEW joined and left, as `by` said."""
    known = admission()
    assert tell(known, NEW, said.JOINED, by, id="joined") == "accepted"
    assert tell(known, NEW, said.LEFT, by, id="left") == "accepted"
    assert not known.members.is_member("NEW")
    return known


def test_an_organisation_whose_leaving_the_board_takes_back_is_a_member_at_once() -> None:
    known = with_new("QMM")
    assert tell(known, NEW, taking_back("left", "organisation"), "QMM") == "accepted"
    assert known.members.is_member("NEW")
    assert tell(known, MEASURE, msgspec.structs.replace(said.TARGET_SET, organisation="NEW"), "NEW") == "accepted"


def test_an_organisation_that_left_by_itself_takes_it_back_by_itself() -> None:
    known = with_new("NEW")
    assert tell(known, NEW, taking_back("left", "organisation"), "NEW") == "accepted"
    assert known.members.is_member("NEW")


def test_nobody_else_takes_a_leaving_back() -> None:
    known = with_new("NEW")
    assert tell(known, NEW, taking_back("left", "organisation"), "QMM") == "NotYours"
    assert tell(with_new("QMM"), NEW, taking_back("left", "organisation"), "NEW") == "NotYours"


def test_an_organisation_leaves_again_after_it_took_its_leaving_back() -> None:
    known = with_new("QMM")
    assert tell(known, NEW, taking_back("left", "organisation"), "QMM") == "accepted"
    assert tell(known, NEW, said.LEFT, "QMM", id="left again") == "accepted"
    assert not known.members.is_member("NEW")
    assert tell(known, NEW, taking_back("left again", "organisation"), "QMM") == "accepted"
    assert known.members.is_member("NEW")


def test_members_read_from_the_store_are_those_that_were_admitted() -> None:
    known = with_new("QMM")
    tell(known, NEW, taking_back("left", "organisation"), "QMM")
    members = Members()
    for append in known.appends:
        members = members.after(append.stream.partition("/")[2], append.event)
    assert members.is_member("NEW")


def test_a_stranger_takes_nothing_back() -> None:
    assert tell(admission(), NEW, taking_back("left", "organisation"), "NEW") == "NotAMember"


def test_what_opens_a_stream_stands() -> None:
    known = with_new("QMM")
    assert tell(known, NEW, taking_back("joined", "organisation"), "QMM") == "OpeningFact"
    tell(known, MILESTONE, said.PLANNED, id="planned")
    assert tell(known, MILESTONE, taking_back("planned", "milestone")) == "OpeningFact"
    tell(known, SNAPSHOT, said.FROZEN, id="frozen")
    assert tell(known, SNAPSHOT, taking_back("frozen", "snapshot")) == "OpeningFact"


def test_the_first_fact_of_a_measure_can_be_taken_back_since_nothing_opens_it() -> None:
    known = admission()
    tell(known, MEASURE, said.AGREED, id="agreed")
    assert tell(known, MEASURE, taking_back("agreed", "measure")) == "accepted"
    assert tell(known, MEASURE, taking_back("agreed", "measure")) == "NoSuchFact"


def test_a_proposal_that_others_spoke_of_stays() -> None:
    known = admission()
    tell(known, MEASURE, said.PROPOSED, id="proposed")
    tell(known, MEASURE, msgspec.structs.replace(said.OBJECTED, organisation="RM1"), "RM1", id="objected")
    assert tell(known, MEASURE, taking_back("proposed", "measure")) == "OthersRestOnIt"
    assert tell(known, MEASURE, taking_back("objected", "measure"), "RM1") == "accepted"
    assert tell(known, MEASURE, taking_back("proposed", "measure")) == "accepted"
    assert tell(known, MEASURE, said.PROPOSED) == "accepted"


def test_a_measure_retired_in_error_goes_on() -> None:
    known = admission()
    tell(known, MEASURE, said.RETIRED, id="retired")
    assert tell(known, MEASURE, said.PROPOSED) == "MeasureRetired"
    assert tell(known, MEASURE, taking_back("retired", "measure")) == "accepted"
    assert tell(known, MEASURE, said.PROPOSED) == "accepted"


def test_taking_back_needs_the_role_that_everything_of_its_kind_needs() -> None:
    known, submitter = admission(), frozenset({"submitter"})
    tell(known, MEASURE, said.AGREED, id="agreed")
    assert tell(known, MEASURE, taking_back("agreed", "measure"), roles=submitter) == "RoleRequired"
    tell(known, MILESTONE, said.PLANNED)
    tell(known, MILESTONE, said.EVIDENCED, id="evidence")
    assert tell(known, MILESTONE, taking_back("evidence", "milestone"), roles=submitter) == "accepted"
