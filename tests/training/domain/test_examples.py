"""Every example of a fact about training can be said: each in a story of its own."""

import pytest

from shared.contracts.event import Event
from shared.contracts.examples import training as example
from shared.contracts.form import conform
from shared.contracts.training import TRAINING
from tests.admitted import last_answer
from tests.given import Said, said

STORIES: dict[str, tuple[Event | Said, ...]] = {
    "course.reclassified": (said(example.ANNOUNCED, by="QMM"),),
    "session.places_reserved": (example.SCHEDULED,),
    "session.place_offered": (example.SCHEDULED,),
    "session.place_accepted": (example.SCHEDULED, example.OFFERED),
    "session.place_declined": (example.SCHEDULED, example.OFFERED),
    "session.attended": (example.SCHEDULED,),
    "session.cancelled": (example.SCHEDULED,),
    "training.completion_revoked": (said(example.COMPLETED, id="completed-1"),),
    "scholarship.completed": (example.ENROLLED,),
    "scholarship.withdrawn": (example.ENROLLED,),
    "cafe.held": (example.CAFE_SCHEDULED,),
    "cafe.cancelled": (example.CAFE_SCHEDULED,),
    "adviser.retired": (example.REGISTERED,),
    "resource.withdrawn": (example.PUBLISHED,),
    "course.fact_withdrawn": (
        said(example.ANNOUNCED, by="QMM"),
        said(example.RECLASSIFIED, by="QMM", id="reclassified-1"),
    ),
    "session.fact_withdrawn": (example.SCHEDULED, example.OFFERED, said(example.ACCEPTED, id="accepted-7")),
    "person.fact_withdrawn": (said(example.MERGED, id="merged-1"),),
    "scholarship.fact_withdrawn": (example.ENROLLED, said(example.SCHOLARSHIP_WITHDRAWN, id="withdrawn-1")),
    "cafe.fact_withdrawn": (example.CAFE_SCHEDULED, said(example.HELD, id="held-1")),
    "adviser.fact_withdrawn": (example.REGISTERED, said(example.RETIRED, id="retired-1")),
    "resource.fact_withdrawn": (example.PUBLISHED, said(example.WITHDRAWN, id="withdrawn-1")),
}
ABOUT_ANOTHER_PLACE = {"session.place_expired", "session.place_withdrawn"}


def test_every_type_has_one_example() -> None:
    assert set(example.EXAMPLES) == set(TRAINING.types)


@pytest.mark.parametrize("name", sorted(set(TRAINING.types) - ABOUT_ANOTHER_PLACE))
def test_an_example_can_be_said(name: str) -> None:
    by = "QMM" if name.startswith("course.") else "RGP"
    assert last_answer(*STORIES.get(name, ()), said(example.EXAMPLES[name], by=by)) == "accepted"


@pytest.mark.parametrize(("name", "place"), [("session.place_expired", 8), ("session.place_withdrawn", 9)])
def test_an_example_about_another_place_can_be_said(name: str, place: int) -> None:
    offer = conform(type(example.OFFERED), {"place": place, "organisation": "RGP", "on": "2022-05-03"})
    assert last_answer(example.SCHEDULED, offer, example.EXAMPLES[name]) == "accepted"
