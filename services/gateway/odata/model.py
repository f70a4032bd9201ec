"""What the feed holds: three sets, their properties and types, and their description as CSDL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

NAMESPACE = "GoldenThread"
TEXT, WHOLE, DECIMAL, DOUBLE, FLAG = "Edm.String", "Edm.Int64", "Edm.Decimal", "Edm.Double", "Edm.Boolean"
DAY, MOMENT = "Edm.Date", "Edm.DateTimeOffset"


@dataclass(frozen=True)
class EntitySet:
    """One table: its key, and each property with its type."""

    name: str
    kind: str
    key: str
    properties: Mapping[str, str]

    def entity(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return an entry as the feed writes it: decimals as numbers, which tools reckon with."""
        return {name: _value(said.get(name), type_) for name, type_ in self.properties.items()}


FIGURES = EntitySet(
    "Figures",
    "Figure",
    "id",
    {
        "id": TEXT, "organisation": TEXT, "measure": TEXT, "period_type": TEXT, "period_start": DAY,
        "period_end": DAY, "financial_year": TEXT, "month": TEXT, "numerator": WHOLE, "denominator": WHOLE,
        "value": DECIMAL, "target": DECIMAL, "status": TEXT, "needed": WHOLE, "centre": DOUBLE, "lower": DOUBLE,
        "upper": DOUBLE, "special_cause": TEXT, "variation": TEXT, "assurance": TEXT, "complete": FLAG,
        "suppressed": FLAG, "definition_version": WHOLE, "updated_at": MOMENT,
    },
)  # fmt: skip
MEASURES = EntitySet(
    "Measures",
    "Measure",
    "slug",
    {
        "slug": TEXT, "title": TEXT, "ambition": WHOLE, "words": TEXT, "why": TEXT, "unit": TEXT, "direction": TEXT,
        "counts": TEXT, "numerator": TEXT, "denominator": TEXT, "exclusions": TEXT, "attribution": TEXT,
        "owner": TEXT, "review_on": DAY, "version": WHOLE,
    },
)  # fmt: skip
ORGANISATIONS = EntitySet(
    "Organisations",
    "Organisation",
    "code",
    {"code": TEXT, "name": TEXT, "kind": TEXT, "joined_on": DAY, "left_on": DAY},
)
SETS = {one.name: one for one in (FIGURES, MEASURES, ORGANISATIONS)}


def metadata() -> str:
    """Return the description of the feed."""
    types = "".join(_type(one) for one in SETS.values())
    sets = "".join(
        f"<EntitySet Name={quoteattr(one.name)} EntityType={quoteattr(f'{NAMESPACE}.{one.kind}')}/>"
        for one in SETS.values()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices>'
        f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="{NAMESPACE}">{types}'
        f'<EntityContainer Name="Container">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>'
    )


def _type(one: EntitySet) -> str:
    properties = "".join(_property(one, name, type_) for name, type_ in one.properties.items())
    return (
        f"<EntityType Name={quoteattr(one.kind)}>"
        f"<Key><PropertyRef Name={quoteattr(one.key)}/></Key>{properties}</EntityType>"
    )


def _property(one: EntitySet, name: str, type_: str) -> str:
    never = ' Nullable="false"' if name == one.key else ""
    exact = ' Scale="variable"' if type_ == DECIMAL else ""
    return f'<Property Name={quoteattr(name)} Type="{type_}"{exact}{never}/>'


def _value(said: Any, type_: str) -> Any:
    return float(said) if type_ == DECIMAL and said is not None else said
