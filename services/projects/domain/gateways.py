"""A project's way through the gateways, and the quality impact assessment that gateway 3 asks for."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from services.projects.domain import refusals
from services.projects.domain.coaching import LeadPerson
from shared.contracts.project_finance import (
    ProjectGatewayEntered,
    ProjectGatewayPassed,
    ProjectGatewayRejected,
    ProjectGatewayReturned,
    ProjectQiaScored,
    ProjectQiaSigned,
)

GatewayEvent: TypeAlias = (
    ProjectGatewayEntered
    | ProjectGatewayPassed
    | ProjectGatewayReturned
    | ProjectGatewayRejected
    | ProjectQiaScored
    | ProjectQiaSigned
)
SIGNED_GATEWAY = 3
SIGNATURES_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Gateways:
    """Which gateway a project is at, and who has signed its quality impact assessment as it is now."""

    at: int = 0
    entered: bool = False
    author: str | None = None
    signatories: frozenset[str] = frozenset()


def decide(event: GatewayEvent, gateways: Gateways, lead: LeadPerson) -> None:
    """Refuse a step out of order, gateway 3 without signatures, and a signature that does not count."""
    match event:
        case ProjectGatewayEntered():
            _enter(event, gateways, lead)
        case ProjectGatewayPassed() | ProjectGatewayReturned() | ProjectGatewayRejected():
            if not gateways.entered or event.gateway != gateways.at:
                raise refusals.GatewayOutOfOrder(f"Gateway {event.gateway} is not entered.", field="gateway")
        case ProjectQiaSigned():
            _sign(event, gateways, lead)
        case ProjectQiaScored():
            pass
        case _:
            assert_never(event)


def _enter(event: ProjectGatewayEntered, gateways: Gateways, lead: LeadPerson) -> None:
    if gateways.entered:
        raise refusals.GatewayOutOfOrder(f"The project is in gateway {gateways.at}.", field="gateway")
    if event.gateway != gateways.at:
        raise refusals.GatewayOutOfOrder(f"The project comes to gateway {gateways.at} next.", field="gateway")
    signed = gateways.signatories - {gateways.author, lead.on(event.on)}
    if event.gateway == SIGNED_GATEWAY and len(signed) < SIGNATURES_NEEDED:
        raise refusals.QiaNotSigned(field="gateway")


def _sign(event: ProjectQiaSigned, gateways: Gateways, lead: LeadPerson) -> None:
    if gateways.author is None:
        raise refusals.NothingToSign
    if event.signatory in gateways.signatories:
        raise refusals.AlreadySigned(field="signatory")
    if event.signatory == gateways.author:
        raise refusals.AuthorSigns(field="signatory")
    if event.signatory == lead.on(event.on):
        raise refusals.LeadSigns(field="signatory")


def evolve(gateways: Gateways, event: GatewayEvent) -> Gateways:
    """Return where the project is after a fact."""
    match event:
        case ProjectGatewayEntered(gateway=gateway):
            return replace(gateways, at=gateway, entered=True)
        case ProjectGatewayPassed(gateway=gateway):
            return replace(gateways, at=gateway + 1, entered=False)
        case ProjectGatewayReturned() | ProjectGatewayRejected():
            return replace(gateways, entered=False)
        case ProjectQiaScored(author=author):
            return replace(gateways, author=author, signatories=frozenset())
        case ProjectQiaSigned(signatory=signatory):
            return replace(gateways, signatories=gateways.signatories | {signatory})
        case _:
            assert_never(event)
