"""Who has agreed to what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.pages.asking import Choices
from services.gateway.pages.cells import Cell, Listing, listing
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import day
from services.gateway.pages.words import Status
from services.gateway.recording import offers
from services.gateway.recording.offers import Link

AGREED = Status("Agreed by all", "tick", "blue")
OBJECTED = Status("Objected to", "diamond", "orange")
AWAITED = Status("Awaiting members", "dots", "grey")
RETIRED = Status("Retired", "bar", "purple")


@dataclass(frozen=True)
class AgreedView:
    """The agreement on one measure, in a sentence and by name."""

    version: int
    status: Status
    said: str
    objected_by: Sequence[str]
    awaited: Sequence[str]

    @property
    def settled(self) -> bool:
        return self.status in {AGREED, RETIRED}


@dataclass(frozen=True)
class MeasureAgreement:
    title: str
    link: str
    agreed: AgreedView
    statements: Listing
    proposals: Sequence[str]
    offered: Sequence[Link] = ()
    """What its reader can say of it."""


SAYS = {True: Status("Agrees", "tick", "blue"), False: Status("Objects", "diamond", "orange")}
SILENT = Status("Has not said", "dots", "grey")


def agreed_view(agreement: Mapping[str, Any] | None, choices: Choices) -> AgreedView | None:
    """Return who has agreed to a measure's current version."""
    if agreement is None:
        return None
    names = {each["code"]: each["name"] for each in choices.organisations}
    agreeing, objecting, awaited = (
        [names.get(code, code) for code in agreement[part]] for part in ("agreed_by", "objected_by", "awaited")
    )
    return AgreedView(
        version=agreement["version"],
        status=_status(agreement),
        said=_sentence(agreement, len(agreeing), len(agreeing) + len(objecting) + len(awaited)),
        objected_by=objecting,
        awaited=awaited,
    )


def measure_agreements(
    body: Mapping[str, Any], choices: Choices, filters: Filters, caller: object
) -> list[MeasureAgreement]:
    return [_measure(one, body["members"], choices, filters, caller) for one in body["items"]]


def _measure(
    one: Mapping[str, Any],
    members: Iterable[Mapping[str, Any]],
    choices: Choices,
    filters: Filters,
    caller: object,
) -> MeasureAgreement:
    agreed = agreed_view(one, choices)
    assert agreed is not None
    said = {each["organisation"]: each for each in one["statements"]}
    return MeasureAgreement(
        title=one["title"],
        link=filters.link(f"/measures/{one['slug']}"),
        agreed=agreed,
        statements=listing(
            f"{one['title']}: what each member said",
            ("Member", "Says", "Since", "Note"),
            [_statement(member, said.get(member["code"])) for member in members],
        ),
        proposals=[_proposal(each) for each in one["proposals"]],
        offered=[link for group in offers.about(caller, "measure", one["slug"]) for link in group.links],
    )


def _statement(member: Mapping[str, Any], said: Mapping[str, Any] | None) -> list[Cell | str]:
    if said is None:
        return [member["name"], Cell(status=SILENT), "", ""]
    return [member["name"], Cell(status=SAYS[said["agrees"]]), day(said["on"]), said["note"] or ""]


def _proposal(proposed: Mapping[str, Any]) -> str:
    return f"Version {proposed['version']}, “{proposed['title']}”: {proposed['numerator']}"


def _status(agreement: Mapping[str, Any]) -> Status:
    if agreement.get("retired_on"):
        return RETIRED
    if agreement["objected_by"]:
        return OBJECTED
    return AGREED if agreement["agreed"] else AWAITED


def _sentence(agreement: Mapping[str, Any], agreeing: int, members: int) -> str:
    version = f"Version {agreement['version']}"
    if agreement.get("retired_on"):
        return f"{version} was retired on {day(agreement['retired_on'])}."
    if not members:
        return f"{version}: there is no member yet who could agree."
    if agreeing == members:
        return (
            f"{version} is agreed by all {members} members." if members > 1 else f"{version} is agreed by its member."
        )
    return f"{version} is agreed by {agreeing} of {members} members."
