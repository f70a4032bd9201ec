"""What a project says of itself, its savings, and who leads the work."""

import pytest

from shared.contracts.event import Event
from shared.contracts.examples.projects import EXAMPLES
from shared.refusals import NotAMember, NotYetHappened, OutOfOrder, RoleRequired, UnknownOrganisation
from tests.given import given
from tests.projects.facts import amended, handed_over, learned, registered

START = registered("2022-04-04")
SAVINGS = [EXAMPLES[f"project.saving_{kind}"] for kind in ("forecast", "validated", "reversed")]


def test_any_of_the_details_is_amended_alone() -> None:
    for what in ({"title": "Less"}, {"has_financial_effect": False}, {"partner_organisations": ()}, {}):
        given(START).when(amended(**what)).then()


def test_new_partners_are_members() -> None:
    given(START).when(amended(partner_organisations=("RM1", "QMM"))).then()
    given(START).when(amended(partner_organisations=("RM1", "NEW"))).refused(
        UnknownOrganisation, field="partner_organisations.1"
    )
    given(START).when(amended(partner_organisations=("RX9",))).refused(NotAMember, field="partner_organisations.0")


def test_the_work_is_handed_over_to_anybody_even_to_whoever_leads_it() -> None:
    given(START).when(handed_over()).then()
    given(START, handed_over()).when(handed_over()).then()


def test_the_work_is_handed_over_between_registration_and_today() -> None:
    given(START).when(handed_over(on="2022-04-03")).refused(OutOfOrder, field="on")
    given(START).when(handed_over(on="2023-09-30")).refused(NotYetHappened, field="on")


@pytest.mark.parametrize("event", SAVINGS, ids=lambda event: event.type)
def test_savings_are_for_finance_to_say(event: Event) -> None:
    given(START).when(event, roles=frozenset({"finance"})).then()
    given(START).when(event, roles=frozenset({"submitter", "qi_lead"})).refused(RoleRequired)


def test_learning_is_shared_by_a_project_at_any_time() -> None:
    given(START).when(learned()).then()
    given(START, learned()).when(learned()).then()
