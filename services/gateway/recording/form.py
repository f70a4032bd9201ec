"""What a form is: a few words for each field of a type of fact. The contract says the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property

from msgspec import inspect

from services.gateway.recording.fields import Asked, Field, Line, bound
from shared.contracts.event import Event, FactWithdrawn

OWN, NEW = "the caller’s organisation", "a new identifier"
VERSION, NOW = "the version of the measure", "the moment of saying it"
"""What is said without being asked."""

OPEN = frozenset({"registered", "running", "paused"})
CLOSED = frozenset({"completed", "cancelled"})
ANY = OPEN | CLOSED


@dataclass(frozen=True)
class Form:
    """One type of fact, said by hand."""

    kind: type[Event]
    heading: str
    asked: Sequence[Asked]
    _: KW_ONLY
    intro: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    """Fields that are not asked for, each with what stands for it: such as `OWN`."""
    subject: Asked | None = None
    """Asked for where the thing itself is to be found first: a person."""
    opens: bool = False
    """Whether it begins a new thing."""
    group: str = ""
    """Under what it is offered for a thing that there is."""
    when: frozenset[str] = ANY
    """The states of a project in which it is offered."""
    amends: bool = False
    """Whether it begins with what is known; where no answer is required, only what was changed is said."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Beside which question a refusal stands that names no field, by its type; or one that is not asked for."""

    @property
    def type(self) -> str:
        return self.kind.type

    @property
    def role(self) -> str:
        """Who may say it."""
        return self.kind.role

    @property
    def category(self) -> str:
        begins = self.type.partition(".")[0]
        return "person" if begins == "training" else begins

    @property
    def takes_back(self) -> bool:
        return issubclass(self.kind, FactWithdrawn)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The questions in their order, the one for the thing itself first."""
        known = {one.encode_name: one for one in said_fields(self.kind)}
        of_thing = [Field(self.subject, self.subject.widget or Line(), required=True)] if self.subject else []
        return (*of_thing, *(bound(one, known[one.name]) for one in self.asked))


def said_fields(kind: type[Event]) -> Sequence[inspect.Field]:
    """Return the fields of a fact as it is submitted."""
    info = inspect.type_info(kind.said_as or kind)
    assert isinstance(info, inspect.StructType)
    return info.fields
