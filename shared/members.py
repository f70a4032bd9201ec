"""Which organisations are members now, as every service needs to know before it accepts a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from shared.contracts.agreements import OrganisationJoined, OrganisationLeft
from shared.contracts.event import Event, FactWithdrawn
from shared.refusals import NotAMember, UnknownOrganisation


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation that has joined at some time."""

    kind: str
    left: bool = False


@dataclass(frozen=True)
class Members:
    """Every organisation that has ever joined, by its code."""

    by_code: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))

    def is_member(self, code: str | None) -> bool:
        """Return whether the organisation is a member now."""
        return code is not None and code in self.by_code and not self.by_code[code].left

    def has_joined(self, code: str) -> bool:
        """Return whether the organisation has ever joined."""
        return code in self.by_code

    def is_board(self, code: str | None) -> bool:
        """Return whether it is a member of kind `icb`, which may speak for the membership."""
        return self.is_member(code) and self.by_code[str(code)].kind == "icb"

    def require(self, code: str, field: str) -> None:
        """Refuse an organisation that is not a member now, naming the field."""
        if code not in self.by_code:
            raise UnknownOrganisation(f"No organisation with the code {code} has ever joined.", field=field)
        if self.by_code[code].left:
            raise NotAMember(f"{code} has left the system.", field=field)

    def after(self, code: str, event: Event) -> "Members":
        """Return the members once this fact of `organisation/<code>` is accepted."""
        match event:
            case OrganisationJoined(kind=kind):
                return Members({**self.by_code, code: Member(kind)})
            case OrganisationLeft() if code in self.by_code:
                return Members({**self.by_code, code: Member(self.by_code[code].kind, left=True)})
            case FactWithdrawn() if code in self.by_code:
                # Joining opens the stream and stands for ever, so it is the leaving that was taken back.
                return Members({**self.by_code, code: Member(self.by_code[code].kind)})
        return self


class Anyone(Members):
    """Takes every organisation for a member: for judging again what was judged when they were."""

    def is_member(self, code: str | None) -> bool:
        """Return True."""
        return code is not None

    def is_board(self, code: str | None) -> bool:
        """Return True."""
        return code is not None

    def require(self, code: str, field: str) -> None:
        """Refuse nobody."""
