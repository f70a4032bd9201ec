"""Who sees what: every field of every type of fact is either shared or its own organisation's, and none by accident."""

import msgspec
import pytest

from services.metrics import sharing
from services.metrics.disclosure import Reader
from services.metrics.sharing import FIELDS
from shared.contracts.event import Event
from shared.contracts.project_work import ProjectLearningShared
from shared.contracts.schema import CONTRACTS
from tests.given import recorded, said
from tests.projects.facts import amended, involved, lead_changed, learned, registered, scored, withdrawn
from tests.training.facts import cafe, held, offered, reserved, scheduled

KINDS = {name: kind for contract in CONTRACTS for name, (_, kind) in contract.types.items()}
RM1, ICS, NOBODY = Reader("RM1"), Reader(sees_all=True), Reader()
PEOPLE = {"person", "adviser", "author", "signatory", "lead_person", "to_person", "into", "attendance"}
ONLY_OWN = {
    "reference", "rationale", "plan", "do", "study", "act", "value", "numerator", "pence", "risks", "residual",
}  # fmt: skip


def test_every_type_of_fact_is_in_the_table() -> None:
    assert FIELDS.keys() == KINDS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_every_field_is_either_shared_or_the_organisations_own(name: str) -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(KINDS[name])}
    told = FIELDS[name]
    assert told.shared | told.own == fields
    assert told.shared & told.own == set()


@pytest.mark.parametrize("name", KINDS)
def test_no_person_is_ever_shared(name: str) -> None:
    assert FIELDS[name].shared & PEOPLE == set()


@pytest.mark.parametrize("name", [name for name in KINDS if name.startswith("project.")])
def test_what_a_project_keeps_to_itself_is_not_shared(name: str) -> None:
    assert FIELDS[name].shared & ONLY_OWN == set()


@pytest.mark.parametrize("category", ["person", "adviser", "scholarship", "milestone"])
def test_of_people_and_of_milestones_nothing_is_shared(category: str) -> None:
    [types] = [one.events for contract in CONTRACTS for one in contract.categories if one.name == category]
    assert [kind.type for kind in types if FIELDS[kind.type].shared] == []


def seen(history: list[Event], reader: Reader, stream: str = "project/p") -> list[dict[str, object]]:
    return [data for _, data in sharing.seen(stream, recorded(history, stream), reader)]


@pytest.mark.parametrize("reader", [RM1, ICS, NOBODY])
def test_others_see_the_shared_fields_alone_and_no_fact_without_any(reader: Reader) -> None:
    history = [registered(reference="QI-7", aim="Home by noon"), amended(division="Surgery"), scored()]
    assert seen(history, reader) == [
        {
            "title": "Safer discharge",
            "kind": "quality_improvement",
            "lead_organisation": "RGP",
            "registered_on": "2022-04-04",
            "aim": "Home by noon",
        },
        {"score": 3.5, "assessed_on": "2022-09-30", "assessor": "team"},
    ]


def test_the_own_organisation_sees_everything() -> None:
    history = [registered(reference="QI-7"), amended(division="Surgery"), withdrawn("fact-2")]
    assert [len(one) for one in seen(history, Reader("RGP"))] == [5, 1, 2]


def test_learning_for_the_organisation_is_not_for_others() -> None:
    ours = ProjectLearningShared(on=learned().on, title="Ours", text="For us.", audience="organisation")
    assert [one["title"] for one in seen([registered(), ours, learned()], RM1)] == ["Safer discharge", "Rounds"]


def test_what_was_taken_back_is_not_shown_to_others_nor_that_it_was() -> None:
    history = [registered(), involved("big_i"), withdrawn("fact-2")]
    assert [one.event.type for one, _ in sharing.seen("project/p", recorded(history), RM1)] == ["project.registered"]


def test_whoever_leads_now_sees_what_was_said_before_and_whoever_said_it_still_does() -> None:
    history = [registered(reference="QI-7"), lead_changed("RM1"), said(amended(reference="RM1-9"), by="RM1")]
    facts = recorded(history, "project/p")
    by_rm1 = [data for _, data in sharing.seen("project/p", facts, RM1)]
    by_rgp = [data for _, data in sharing.seen("project/p", facts, Reader("RGP"))]
    assert [one.get("reference") for one in by_rm1] == ["QI-7", None, "RM1-9"]
    assert [one.get("reference") for one in by_rgp] == ["QI-7", None]


def test_who_is_offered_a_place_is_not_shared_but_that_it_was_is() -> None:
    found = seen([scheduled(), reserved(), offered()], RM1, "session/s")
    assert found[-1] == {"place": 1, "organisation": "RGP", "on": "2022-05-03"}


def test_every_host_of_a_cafe_sees_how_many_came() -> None:
    assert seen([cafe("RGP", "RM1"), held()], RM1, "cafe/c")[-1]["attendance"] == 23
    assert "attendance" not in seen([cafe("RGP", "RM1"), held()], Reader("QMM"), "cafe/c")[-1]
