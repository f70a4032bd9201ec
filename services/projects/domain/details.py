"""What a project says of itself, and who leads it: organisations that are named are members."""

from typing import TypeAlias, assert_never

from shared.contracts.project import ProjectDetailsAmended, ProjectHandedOver, ProjectLeadChanged, ProjectRegistered
from shared.members import Members

DetailsEvent: TypeAlias = ProjectRegistered | ProjectDetailsAmended | ProjectLeadChanged | ProjectHandedOver


def decide(event: DetailsEvent, members: Members) -> None:
    """Refuse an organisation that is not a member now."""
    match event:
        case ProjectRegistered(lead_organisation=code):
            members.require(code, "lead_organisation")
            _partners(event, members)
        case ProjectDetailsAmended():
            _partners(event, members)
        case ProjectLeadChanged(to_organisation=code):
            members.require(code, "to_organisation")
        case ProjectHandedOver():
            pass
        case _:
            assert_never(event)


def _partners(event: ProjectRegistered | ProjectDetailsAmended, members: Members) -> None:
    for index, code in enumerate(event.partner_organisations or ()):
        members.require(code, f"partner_organisations.{index}")
