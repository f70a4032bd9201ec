"""A form as its page shows it: every component with its parameters, nothing left to work out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.recording.fields import (
    Choice,
    Choices,
    Day,
    Field,
    Line,
    Number,
    Options,
    Person,
    Pounds,
    Prose,
    Rows,
    Tags,
    YesNo,
)
from services.gateway.recording.filled import Faults, Typed, rows_typed
from services.gateway.recording.known import Known
from services.gateway.recording.people import BEFORE, FIND
from services.gateway.recording.texts import PARTS

MOST_RADIOS = 11
NOBODY = "Somebody else"
WIDTHS = {"day": 2, "month": 2, "year": 4}


@dataclass(frozen=True)
class Part:
    """One component of the design system, and what it is given."""

    component: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    heading: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Question:
    """A question as it is shown: its components, or its rows of them."""

    id: str
    parts: Sequence[Part]
    heading: str = ""
    hint: str = ""
    error: str = ""
    rows: Sequence[Row] = ()
    more: bool = False
    said: bool = False
    """Whether there is anything in it, so that it has to be seen."""


@dataclass(frozen=True)
class Shown:
    """What questions are shown with."""

    typed: Typed
    faults: Faults
    known: Known
    people: Mapping[str, Options]


def questions(fields: Sequence[Field], shown: Shown) -> list[Question]:
    return [one for each in fields if (one := _question(each, shown)) is not None]


def errors(fields: Sequence[Field], shown: Shown) -> list[dict[str, str]]:
    """Return the error summary's list: every fault leads to the input that it is about."""
    widgets = {one.name: one.widget for one in fields}
    return [
        {"text": said, "href": f"#{_first_input(name, widgets.get(name), shown)}"} if name else {"text": said}
        for name, said in shown.faults.items()
    ]


def lacking(fields: Sequence[Field], known: Known) -> str:
    """Return the type of fact that has to come first, where a question has no answer without it."""
    return next((one.asked.before for one in fields if one.required and _is_empty(one, known)), "")


def _is_empty(field: Field, known: Known) -> bool:
    """Return whether there is nothing to choose from."""
    return isinstance(field.widget, Choice | Choices) and not known.options(field.widget.options)


def _first_input(name: str, widget: object, shown: Shown) -> str:
    if isinstance(widget, Day):
        return f"{name}.day"
    return f"{name}{FIND}" if isinstance(widget, Person) and not shown.people.get(name) else name


def _question(field: Field, shown: Shown) -> Question | None:
    name, asked = field.name, field.asked
    if not field.required and name not in shown.faults and _is_empty(field, shown.known):
        return None
    said = any(text and (key == name or key.startswith(f"{name}.")) for key, text in shown.typed.items())
    if isinstance(field.widget, Rows):
        rows = _rows(field, field.widget, shown)
        return Question(name, (), field.label, asked.hint, shown.faults.get(name, ""), rows, asked.more, said)
    return Question(name, _parts(field, name, shown, large=True), more=asked.more, said=said or name in shown.faults)


def _rows(field: Field, widget: Rows, shown: Shown) -> list[Row]:
    typed = rows_typed(field.name, shown.typed)
    wanted = max(widget.start, len(typed) + (len(typed) >= widget.start))
    begun = [*typed, *({} for _ in range(wanted - len(typed)))]
    preset = [dict(one) for one in widget.preset]
    left = [one for one in preset if not any(one.items() <= row.items() for row in typed)]
    filled = [row or (left.pop(0) if left else {}) for row in begun]
    return [
        Row(
            f"{widget.one} {place + 1}",
            [part for one in widget.columns for part in _cell(field, one, place, row, shown)],
        )
        for place, row in enumerate(filled)
    ]


def _cell(field: Field, column: Field, place: int, row: Typed, shown: Shown) -> list[Part]:
    name = f"{field.name}.{place}.{column.name}"
    faults = {name: shown.faults[name]} if name in shown.faults else {}
    inner = Shown({name: row.get(column.name, "")}, faults, shown.known, {})
    return _parts(column, name, inner, large=False)


def _parts(field: Field, name: str, shown: Shown, *, large: bool) -> list[Part]:
    label = field.label if large else field.asked.label
    base: dict[str, Any] = {"id": name, "name": name}
    if field.asked.hint:
        base["hint"] = {"text": field.asked.hint}
    if name in shown.faults:
        base["errorMessage"] = {"text": shown.faults[name]}
    value = shown.typed.get(name, "")
    size = "s" if large else ""
    labelled = base | {"label": {"text": label, "classes": f"nhsuk-label--{size}" if size else ""}, "value": value}
    grouped = {key: said for key, said in base.items() if key != "id"} | {
        "idPrefix": name,
        "fieldset": {"legend": {"text": label, "classes": "nhsuk-fieldset__legend--s"}},
    }
    match field.widget:
        case Prose(rows=rows):
            return [Part("textarea", labelled | {"rows": rows})]
        case Line(width=width):
            return [Part("input", labelled | ({"width": width} if width else {}))]
        case Number(whole=whole):
            return [Part("input", labelled | {"width": 10, "inputmode": "numeric" if whole else "decimal"})]
        case Pounds():
            return [Part("input", labelled | {"width": 10, "prefix": "£", "inputmode": "decimal"})]
        case Tags():
            return [Part("input", labelled)]
        case Day():
            return [Part("date_input", _day(grouped, name, shown))]
        case YesNo():
            items = _items({"yes": "Yes", "no": "No"}, lambda one: one == value)
            return [Part("radios", grouped | {"classes": "nhsuk-radios--inline", "items": items})]
        case Choice(options=options):
            return [_choice(labelled, grouped, shown.known.options(options), value, radios=large)]
        case Choices(options=options):
            chosen = {key: f"{name}.{key}" for key in shown.known.options(options)}
            items = [
                one | {"name": chosen[one["value"]], "id": chosen[one["value"]] if place else name}
                for place, one in enumerate(
                    _items(shown.known.options(options), lambda one: bool(shown.typed.get(chosen[one])))
                )
            ]
            return [Part("checkboxes", grouped | {"classes": "nhsuk-checkboxes--small", "items": items})]
        case Person():
            return _person(labelled, grouped, name, shown)
    raise TypeError(field.widget)


def _items(options: Options, is_chosen: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for value, words in options.items():
        text, _, hint = words.partition("\n")
        item: dict[str, Any] = {"value": value, "text": text, "checked": is_chosen(value)}
        items.append(item | {"hint": {"text": hint}} if hint else item)
    return items


def _choice(
    labelled: Mapping[str, Any], grouped: Mapping[str, Any], options: Options, value: str, *, radios: bool
) -> Part:
    if radios and len(options) <= MOST_RADIOS:
        return Part("radios", dict(grouped) | {"items": _items(options, lambda one: one == value)})
    items = [{"value": "", "text": "Choose", "selected": not value}]
    items += [
        {"value": one, "text": text.partition("\n")[0], "selected": one == value} for one, text in options.items()
    ]
    return Part("select", {key: said for key, said in labelled.items() if key != "value"} | {"items": items})


def _day(grouped: Mapping[str, Any], name: str, shown: Shown) -> dict[str, Any]:
    items = [
        {"name": f"{name}.{part}", "id": f"{name}.{part}", "label": part.capitalize(), "width": WIDTHS[part],
         "value": shown.typed.get(f"{name}.{part}", "")}
        for part in PARTS
    ]  # fmt: skip
    return dict(grouped) | {"id": name, "items": items}


def _person(labelled: Mapping[str, Any], grouped: Mapping[str, Any], name: str, shown: Shown) -> list[Part]:
    """Show who may be meant, where that is known, and where to type a name."""
    text, people = shown.typed.get(f"{name}{FIND}", ""), shown.people.get(name, {})
    search = {"id": f"{name}{FIND}", "name": f"{name}{FIND}", "value": text, "autocomplete": "off"}
    if not people:
        return [Part("input", dict(labelled) | search)]
    value = shown.typed.get(name, "")
    radios = {key: said for key, said in grouped.items() if key != "hint"} | {
        "items": _items(people, lambda one: one == value)
    }
    other = {"label": {"text": NOBODY}, "hint": {"text": "The name, or how it begins."}, "width": 20}
    before = Part("hidden", {"name": f"{name}{BEFORE}", "value": shown.typed.get(f"{name}{BEFORE}", "")})
    return [Part("radios", radios), before, Part("input", other | search)]
