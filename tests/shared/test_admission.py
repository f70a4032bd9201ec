"""How a batch is decided: each fact by itself, and each in the light of those before it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from services.metrics.domain.measure import MEASURE
from services.metrics.domain.organisation import ORGANISATION
from services.projects.domain.project import PROJECT
from shared.admission import Admission, stamped
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract, Recorded
from shared.contracts.projects import PROJECTS
from shared.event_store import Kept
from shared.members import Members
from tests.given import MEMBERS, TODAY
from tests.shared.cloud_events import ANOTHER, LEFT_OUT, REGISTERED, STREAM, cloud_event, submitted

NOW = datetime(2023, 9, 29, 12, 0, 1, tzinfo=UTC)
STARTED = {"on": "2022-04-11"}
JOINED = {"name": "A new trust", "kind": "acute", "on": "2022-04-01"}


class Store:
    """What one service has kept, in memory, with the real admission before it."""

    def __init__(self, contract: Contract = PROJECTS, members: Members = MEMBERS) -> None:
        self.contract, self.members = contract, members
        self.kept: dict[tuple[str, str, str], Kept] = {}
        self.histories: dict[str, list[Recorded]] = {}

    def submit(self, *batch: object, by: str = "RGP") -> list[dict[str, Any]]:
        """Return what became of each; facts in a list are accepted together or not at all."""
        submissions = [
            msgspec.structs.replace(
                submitted(said, by=by, contract=self.contract), whole=number if isinstance(item, list) else None
            )
            for number, item in enumerate(batch)
            for said in (item if isinstance(item, list) else [item])
        ]
        deciders = {one.category: one for one in (PROJECT, ORGANISATION, MEASURE)}
        admission = Admission(deciders=deciders, members=self.members, today=TODAY, kept=dict(self.kept))
        admission.load(self.histories)
        outcomes = admission.decide(submissions)
        moments = {}
        for one in admission.appends:
            at = max(NOW, one.after) + timedelta(microseconds=one.nth)
            moments[one.stream, one.version] = at
            self.kept[one.organisation, one.source, one.id] = Kept(
                content=one.content, stream=one.stream, version=one.version, recorded_at=at
            )
            self.histories.setdefault(one.stream, []).append(
                Recorded(
                    stream=one.stream, version=one.version, id=one.id, source=one.source, time=one.time,
                    organisation=one.organisation, recorded_at=at, event=one.event,
                )
            )  # fmt: skip
        self.members = admission.members
        return stamped(outcomes, moments)


def became(answers: Sequence[dict[str, Any]]) -> list[str]:
    return [one["reason"]["type"] if one["status"] == "refused" else one["status"] for one in answers]


def test_an_accepted_fact_is_answered_with_its_place_and_moment() -> None:
    assert Store().submit(cloud_event()) == [
        {
            "id": "one",
            "source": "urn:nhs:ods:RGP:lifeqi",
            "status": "accepted",
            "stream": STREAM,
            "version": 1,
            "recorded_at": "2023-09-29T12:00:01.000001Z",
        }
    ]


def test_the_same_submission_again_is_a_duplicate_with_the_first_answer() -> None:
    store = Store()
    [first] = store.submit(cloud_event())
    [again] = store.submit(cloud_event(time="2022-04-04T10:00:00Z"))
    assert again == first | {"status": "duplicate"}
    assert len(store.histories[STREAM]) == 1


def test_a_duplicate_is_a_duplicate_even_when_it_would_be_refused_now() -> None:
    store = Store()
    store.submit(cloud_event(), cloud_event("project.voided", {"reason": "test"}, id="two"))
    assert became(store.submit(cloud_event())) == ["duplicate"]


def test_a_duplicate_is_a_duplicate_even_when_its_caller_has_left() -> None:
    store = Store()
    store.submit(cloud_event())
    store.members = Members()
    assert became(store.submit(cloud_event(), cloud_event(id="two", subject=ANOTHER))) == ["duplicate", "NotAMember"]


def test_an_identity_with_other_content_is_refused() -> None:
    store = Store()
    store.submit(cloud_event())
    [answer] = store.submit(cloud_event(data=REGISTERED | {"title": "Another"}))
    assert answer["reason"]["type"] == "IdReused"
    assert answer["reason"]["field"] == "id"
    assert answer["problem_status"] == 409


def test_a_reused_identity_is_named_before_any_other_fault() -> None:
    store = Store()
    store.submit(cloud_event())
    faulty = [
        cloud_event(type_="project.finished"),
        cloud_event(type_=LEFT_OUT),
        cloud_event(subject="nowhere"),
        cloud_event(data={"x": 1}),
        cloud_event(data=REGISTERED | {"aim": "x" * 300_000}),
    ]
    assert became(store.submit(*faulty)) == ["IdReused"] * 5


def test_an_identity_belongs_to_the_callers_organisation_and_source() -> None:
    store = Store()
    store.submit(cloud_event())
    theirs = cloud_event(subject=ANOTHER, data=REGISTERED | {"lead_organisation": "RM1"})
    assert became(store.submit(theirs, by="RM1")) == ["accepted"]
    assert became(store.submit(cloud_event("project.started", STARTED, source="urn:other"))) == ["accepted"]


def test_duplicates_within_a_batch_share_one_answer() -> None:
    first, second = Store().submit(cloud_event(), cloud_event())
    assert (first["status"], second["status"]) == ("accepted", "duplicate")
    assert first["recorded_at"] == second["recorded_at"]


def test_an_identity_is_reused_within_a_batch() -> None:
    answers = Store().submit(cloud_event(), cloud_event(data=REGISTERED | {"title": "Another"}))
    assert became(answers) == ["accepted", "IdReused"]


def test_a_refused_submission_is_not_remembered() -> None:
    store = Store()
    started = cloud_event("project.started", STARTED, id="two")
    assert became(store.submit(started)) == ["ProjectNotRegistered"]
    assert became(store.submit(cloud_event(), started)) == ["accepted", "accepted"]


def test_a_refused_submission_is_judged_anew_within_a_batch_and_with_other_content() -> None:
    started = cloud_event("project.started", STARTED, id="two")
    corrected = cloud_event("project.started", {"on": "2022-04-12"}, id="two")
    assert became(Store().submit(started, cloud_event(), corrected)) == ["ProjectNotRegistered", "accepted", "accepted"]


def test_one_refusal_never_holds_up_the_rest() -> None:
    answers = Store().submit(
        b"3",
        cloud_event(id="1", data={"x": 1}),
        cloud_event(id="2"),
        cloud_event("project.paused", STARTED, id="3"),
        cloud_event("project.started", STARTED, id="4"),
    )
    assert became(answers) == ["OutOfRange", "UnknownField", "accepted", "NotRunning", "accepted"]
    assert [answer.get("version") for answer in answers] == [None, None, 1, None, 2]


def test_facts_of_one_stream_are_decided_in_the_order_given() -> None:
    registered, started = cloud_event(id="1"), cloud_event("project.started", STARTED, id="2")
    assert became(Store().submit(registered, started)) == ["accepted", "accepted"]
    assert became(Store().submit(started, registered)) == ["ProjectNotRegistered", "accepted"]


def test_facts_of_one_stream_are_recorded_one_after_another() -> None:
    facts = [cloud_event(id="1"), *(cloud_event("project.score_voided", {"event_id": "x"}, id="2"),)]
    scores = [
        cloud_event("project.score_assessed", {"score": 3, "assessed_on": "2022-05-05", "assessor": "team"}, id=f"s{n}")
        for n in range(5)
    ]
    answers = [one for one in Store().submit(*facts, *scores) if one["status"] == "accepted"]
    assert [one["version"] for one in answers] == [1, 2, 3, 4, 5, 6]
    assert [one["recorded_at"] for one in answers] == sorted({one["recorded_at"] for one in answers})


def test_streams_of_one_batch_are_counted_each_from_1() -> None:
    answers = Store().submit(cloud_event(id="1"), cloud_event(id="2", subject=ANOTHER))
    assert [(one["stream"], one["version"]) for one in answers] == [(STREAM, 1), (ANOTHER, 1)]


def test_a_member_that_joined_earlier_in_the_batch_is_a_member_for_the_rest() -> None:
    store = Store(AGREEMENTS)
    target = {"organisation": "NEW", "target": 20, "financial_year": "2023/24"}
    batch = [
        cloud_event("measure.target_set", target, id="1", subject="measure/patient-involvement"),
        cloud_event("organisation.joined", JOINED, id="2", subject="organisation/NEW"),
        cloud_event("measure.target_set", target, id="3", subject="measure/patient-involvement"),
        cloud_event("organisation.left", {"on": "2023-03-31"}, id="4", subject="organisation/NEW"),
        cloud_event("measure.target_set", target, id="5", subject="measure/patient-involvement"),
    ]
    assert became(store.submit(*batch, by="NEW")) == ["NotAMember", "accepted", "accepted", "accepted", "NotAMember"]


def test_an_empty_batch_has_no_answers() -> None:
    assert Store().submit() == []


def test_every_answer_can_be_said_as_json() -> None:
    answers = Store().submit(
        cloud_event(id="\ud800"),
        cloud_event(id=10**400),
        cloud_event(id="3", subject=["project"]),
        cloud_event(id="4", subject="project/\udfff"),
        cloud_event(id="5", type_="project.\ud800"),
        cloud_event(id="6", data=REGISTERED | {"\ud800\x00": 1}),
        cloud_event(id={"deep": [[[[1e300]]]]}),
    )
    assert msgspec.json.encode(answers)
    assert {one["status"] for one in answers} == {"refused"}


def started(id: str = "two", **data: object) -> dict[str, Any]:  # noqa: A002  as an event has it
    return cloud_event(id=id, type="project.started", data={**STARTED, **data})


def test_of_facts_that_belong_together_all_are_accepted() -> None:
    store = Store()
    assert became(store.submit([cloud_event(), started()])) == ["accepted", "accepted"]
    assert len(store.histories[STREAM]) == 2


def test_of_facts_that_belong_together_one_refusal_leaves_out_all() -> None:
    store = Store()
    answers = store.submit([cloud_event(), started(), started("three")])
    assert became(answers) == ["LeftOut", "LeftOut", "AlreadyStarted"]
    assert store.histories == {}
    assert became(store.submit([cloud_event(), started()])) == ["accepted", "accepted"]


def test_what_follows_facts_that_were_left_out_does_not_know_of_them() -> None:
    store = Store()
    answers = store.submit([cloud_event(), started(on="2999-01-01")], started("three"), cloud_event())
    assert became(answers) == ["LeftOut", "NotYetHappened", "ProjectNotRegistered", "accepted"]


def test_what_was_there_before_stays_when_later_facts_are_left_out() -> None:
    store = Store()
    store.submit(cloud_event())
    answers = store.submit(started(), [cloud_event(), started("three")], [cloud_event(), started()])
    assert became(answers) == ["accepted", "duplicate", "AlreadyStarted", "duplicate", "duplicate"]
    assert [one.version for one in store.histories[STREAM]] == [1, 2]


def test_a_fact_twice_in_what_is_left_out_is_left_out_twice() -> None:
    store = Store()
    assert became(store.submit([cloud_event(), cloud_event(), started("x", on="x")])) == [
        "LeftOut",
        "LeftOut",
        "OutOfRange",
    ]
    assert store.histories == {}


def test_a_member_that_was_left_out_has_not_joined() -> None:
    store = Store(AGREEMENTS)
    joining = cloud_event(id="j", type="organisation.joined", subject="organisation/NEW", data=JOINED)
    again = joining | {"id": "k"}
    assert became(store.submit([joining, again], by="NEW")) == ["LeftOut", "AlreadySaid"]
    assert not store.members.is_member("NEW")
