"""A resource is published, and perhaps withdrawn, by one organisation."""

from datetime import date

from shared.contracts.training import ResourcePublished, ResourceWithdrawn
from shared.refusals import AlreadySaid, NotOpened, NotYours
from tests.given import given

PUBLISHED = ResourcePublished(title="Driver diagram", kind="template", url="https://example.nhs.uk/driver-diagram")
WITHDRAWN = ResourceWithdrawn(on=date(2023, 2, 6))


def test_a_resource_is_published_once() -> None:
    given().when(PUBLISHED).then()
    given(PUBLISHED).when(PUBLISHED).refused(AlreadySaid)
    given(PUBLISHED, WITHDRAWN).when(PUBLISHED).refused(AlreadySaid)


def test_a_resource_is_withdrawn_once_by_who_published_it() -> None:
    given(PUBLISHED).when(WITHDRAWN).then()
    given(PUBLISHED).when(WITHDRAWN, by="RM1").refused(NotYours)
    given(PUBLISHED, WITHDRAWN).when(WITHDRAWN).refused(AlreadySaid)


def test_what_was_never_published_is_not_withdrawn() -> None:
    given().when(WITHDRAWN).refused(NotOpened)
