"""The questions of forms: what each is called, and which inputs it has. Inputs follow from the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, TypeAlias

from msgspec import inspect

Options: TypeAlias = Mapping[str, str]
"""Values with the words for them; what stands after a line break explains the words."""
PROSE_FROM = 1_000
"""A text that may be longer than this has more than one line."""
ASKING = frozenset({"How", "If", "In", "Of", "Since", "To", "What", "Which", "Who", "Whether", "Why"})
"""With what labels begin that are no names of things."""
UNLIMITED_LINE = r"\Ahttps?://\S+\Z"


@dataclass(frozen=True)
class Line:
    """One line of text."""

    width: int = 0
    """How many characters it looks made for; as wide as there is room without one."""


@dataclass(frozen=True)
class Prose:
    """Several lines of text."""

    rows: int = 4


@dataclass(frozen=True)
class Day:
    """A day, as day, month and year."""

    plan: bool = False
    """Whether it may lie in the future."""


@dataclass(frozen=True)
class Choice:
    """One of several: radios where there are few, a list where there are many."""

    options: Options | str
    """The options, or the name of a list that is made when the form is shown."""
    numbers: bool = False
    """Whether what is said is a number."""


@dataclass(frozen=True)
class Choices:
    """Any of several."""

    options: Options | str
    numbers: bool = False


@dataclass(frozen=True)
class YesNo:
    """Yes or no."""


@dataclass(frozen=True)
class Number:
    """A number, as people write it."""

    whole: bool = False


@dataclass(frozen=True)
class Pounds:
    """Money, which is kept as pence."""


@dataclass(frozen=True)
class Tags:
    """Words with commas between them."""


@dataclass(frozen=True)
class Person:
    """Somebody of the caller's own organisation, found by name."""


@dataclass(frozen=True)
class Rows:
    """Several of a kind; a row in which nothing is said is left out."""

    one: str
    """What a row is called."""
    asked: Sequence["Asked"]
    _: KW_ONLY
    start: int = 3
    preset: Sequence[Mapping[str, str]] = ()
    """What the first rows begin with, and what by itself says nothing."""
    also: Mapping[str, str] | None = None
    """A field that follows from the answer to another: the part of it after the space."""
    columns: Sequence["Field"] = ()


Widget: TypeAlias = Line | Prose | Day | Choice | Choices | YesNo | Number | Pounds | Tags | Person | Rows


@dataclass(frozen=True)
class Asked:
    """One question. Its widget follows from the contract, unless it is named."""

    name: str
    label: str
    hint: str = ""
    _: KW_ONLY
    widget: Widget | None = None
    missing: str = ""
    """What is said when it is left out; made from the label otherwise."""
    before: str = ""
    """The type of fact that has to come first where there is nothing to choose from."""
    more: bool = False
    """Whether it waits behind a fold, being seldom needed."""
    today: bool | None = None
    """Whether a day begins as today; days that have to be said and are no plans do, unless told otherwise."""


@dataclass(frozen=True)
class Field:
    """A question with what the contract says of it."""

    asked: Asked
    widget: Widget
    required: bool

    @property
    def name(self) -> str:
        return self.asked.name

    @property
    def begins_today(self) -> bool:
        by_itself = isinstance(self.widget, Day) and self.required and not self.widget.plan
        return by_itself if self.asked.today is None else self.asked.today

    @property
    def label(self) -> str:
        return self.asked.label if self.required else f"{self.asked.label} (optional)"

    @property
    def missing(self) -> str:
        said = self.asked.label
        if self.asked.missing:
            return self.asked.missing
        if isinstance(self.widget, Person):
            return "Enter a name"
        if said.endswith("?") or said.partition(" ")[0] in ASKING:
            return f"Answer “{said}”"
        verb = "Choose" if isinstance(self.widget, Choice | Choices) else "Enter"
        return f"{verb} the {said[:1].lower()}{said[1:]}"


def bound(asked: Asked, known: inspect.Field) -> Field:
    """Return a question with its widget, and with the columns of its rows if it has any."""
    widget = asked.widget or _widget(known.type, {})
    if isinstance(widget, Rows):
        of = {one.encode_name: one for one in _struct_in(known.type).fields}
        widget = replace(widget, columns=[bound(one, of[one.name]) for one in widget.asked])
    return Field(asked, widget, known.required)


def _widget(known: inspect.Type, extra: Mapping[str, Any]) -> Widget:
    match known:
        case inspect.Metadata(type=inner, extra=more):
            return _widget(inner, {**extra, **(more or {})})
        case inspect.StrType(max_length=most, pattern=pattern):
            return Prose() if (most or 0) > PROSE_FROM and pattern != UNLIMITED_LINE else Line()
        case inspect.DateType():
            return Day(plan=bool(extra.get("plan")))
        case inspect.BoolType():
            return YesNo()
        case inspect.IntType() | inspect.FloatType():
            return Number(whole=isinstance(known, inspect.IntType))
    raise TypeError(f"A form cannot ask for {known} by itself.")


def _struct_in(known: inspect.Type) -> inspect.StructType:
    match known:
        case inspect.Metadata(type=inner):
            return _struct_in(inner)
        case inspect.VarTupleType(item_type=inspect.StructType() as struct):
            return struct
    raise TypeError(f"A form has no rows of {known}.")
