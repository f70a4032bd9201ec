"""The way through the gateways, one after the other, and the signatures that gateway 3 asks for."""

import pytest

from services.projects.domain.refusals import (
    AlreadySigned,
    AuthorSigns,
    GatewayOutOfOrder,
    LeadSigns,
    NothingToSign,
    QiaNotSigned,
)
from shared.contracts.event import Event
from shared.refusals import RoleRequired
from tests.given import given
from tests.projects.facts import (
    AUTHOR,
    DOCTOR,
    LEAD,
    NEXT_LEAD,
    NURSE,
    THIRD,
    amended,
    entered,
    handed_over,
    passed,
    qia,
    registered,
    rejected,
    returned,
    signed,
)

START = (registered("2022-04-04", lead_person=LEAD),)
IN_0 = (*START, entered(0))
PAST_0 = (*IN_0, passed(0))
PAST_2 = (*PAST_0, entered(1), passed(1), entered(2), passed(2))


def test_the_first_gateway_is_0() -> None:
    given(*START).when(entered(0)).then()
    given(*START).when(entered(1)).refused(GatewayOutOfOrder, field="gateway")


def test_a_gateway_that_was_entered_is_passed_returned_or_rejected() -> None:
    for step in (passed(0), returned(0), rejected(0)):
        given(*IN_0).when(step).then()


@pytest.mark.parametrize("step", [passed(0), returned(0), rejected(0)], ids=lambda event: event.type)
def test_a_gateway_that_was_not_entered_is_not_left(step: Event) -> None:
    for history in (START, PAST_0, (*IN_0, returned(0)), (*IN_0, rejected(0))):
        given(*history).when(step).refused(GatewayOutOfOrder, field="gateway")


@pytest.mark.parametrize("step", [passed(1), returned(1), rejected(1)], ids=lambda event: event.type)
def test_only_the_gateway_that_was_entered_is_left(step: Event) -> None:
    given(*IN_0).when(step).refused(GatewayOutOfOrder, field="gateway")


def test_the_next_gateway_is_entered_once_the_one_before_is_passed() -> None:
    given(*PAST_0).when(entered(1)).then()
    for history in (IN_0, (*IN_0, returned(0)), (*IN_0, rejected(0))):
        given(*history).when(entered(1)).refused(GatewayOutOfOrder, field="gateway")


def test_a_gateway_is_not_entered_twice() -> None:
    given(*IN_0).when(entered(0)).refused(GatewayOutOfOrder, field="gateway")
    given(*PAST_0).when(entered(0)).refused(GatewayOutOfOrder, field="gateway")


@pytest.mark.parametrize("step", [returned(0), rejected(0)], ids=lambda event: event.type)
def test_a_gateway_that_was_returned_or_rejected_is_entered_again(step: Event) -> None:
    given(*IN_0, step).when(entered(0)).then()


def test_all_six_gateways_are_passed_in_their_order() -> None:
    history = (*PAST_2, qia(), signed(DOCTOR), signed(NURSE), entered(3), passed(3), entered(4), passed(4), entered(5))
    given(*history).when(passed(5)).then()
    given(*history, passed(5)).when(entered(5)).refused(GatewayOutOfOrder, field="gateway")


def test_passing_and_rejecting_are_for_finance_entering_and_returning_for_everybody() -> None:
    roles = frozenset({"submitter"})
    given(*START).when(entered(0), roles=roles).then()
    given(*IN_0).when(returned(0), roles=roles).then()
    given(*IN_0).when(passed(0), roles=roles).refused(RoleRequired)
    given(*IN_0).when(rejected(0), roles=roles).refused(RoleRequired)
    given(*IN_0).when(passed(0), roles=frozenset({"finance"})).then()


@pytest.mark.parametrize(
    "history",
    [(), (qia(),), (qia(), signed(DOCTOR)), (qia(), signed(DOCTOR), signed(NURSE), qia("2022-05-16"))],
    ids=["unassessed", "unsigned", "signed once", "scored again"],
)
def test_gateway_3_is_not_entered_without_two_signatures(history: tuple[Event, ...]) -> None:
    given(*PAST_2, *history).when(entered(3)).refused(QiaNotSigned, field="gateway")


def test_gateway_3_is_entered_with_two_signatures() -> None:
    given(*PAST_2, qia(), signed(DOCTOR), signed(NURSE)).when(entered(3)).then()


def test_signatures_are_given_anew_after_scoring_again() -> None:
    history = (*PAST_2, qia(), signed(DOCTOR), signed(NURSE), qia("2022-05-16"))
    given(*history).when(signed(DOCTOR, "2022-05-17")).then()
    given(*history, signed(DOCTOR, "2022-05-17"), signed(NURSE, "2022-05-17")).when(entered(3)).then()


def test_order_is_named_before_a_missing_signature() -> None:
    given(*START).when(entered(3)).refused(GatewayOutOfOrder, field="gateway")


def test_whoever_leads_by_then_does_not_count_as_a_signatory() -> None:
    history = (*PAST_2, qia(), signed(DOCTOR), signed(NURSE), handed_over(NURSE, "2022-05-20"))
    given(*history).when(entered(3, "2022-06-01")).refused(QiaNotSigned, field="gateway")
    given(*history, signed(THIRD, "2022-05-23")).when(entered(3, "2022-06-01")).then()


def test_nothing_is_signed_before_it_is_assessed() -> None:
    given(*START).when(signed()).refused(NothingToSign)


def test_one_person_signs_once() -> None:
    given(*START, qia(), signed(DOCTOR)).when(signed(DOCTOR)).refused(AlreadySigned, field="signatory")


def test_the_author_does_not_sign() -> None:
    given(*START, qia(author=AUTHOR)).when(signed(AUTHOR)).refused(AuthorSigns, field="signatory")


def test_the_author_of_an_earlier_assessment_may_sign_the_next() -> None:
    given(*START, qia(author=AUTHOR), qia(author=THIRD)).when(signed(AUTHOR)).then()


def test_the_projects_lead_does_not_sign() -> None:
    given(*START, qia()).when(signed(LEAD)).refused(LeadSigns, field="signatory")
    given(*START, amended(lead_person=DOCTOR), qia()).when(signed(DOCTOR)).refused(LeadSigns, field="signatory")
    given(*START, handed_over(NEXT_LEAD, "2022-05-01"), qia()).when(signed(LEAD, "2022-05-09")).then()


def test_a_project_without_a_lead_person_is_signed_by_two_others() -> None:
    history = tuple(registered() if event is START[0] else event for event in PAST_2)
    given(*history, qia(), signed(DOCTOR), signed(NURSE)).when(entered(3)).then()
