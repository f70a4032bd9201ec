"""What a project is worth beyond its aim: sustainability and carbon, gateways, savings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.gateway.pages.cells import Listing, listing
from services.gateway.pages.history import Fact, of_type
from services.gateway.pages.moments import day
from services.gateway.pages.project_words import said

GATEWAYS = ("gateway_entered", "gateway_passed", "gateway_returned", "gateway_rejected", "qia_scored", "qia_signed")
SAVINGS = ("saving_forecast", "saving_validated", "saving_reversed")
ASPECTS = ("environmental", "social", "financial", "no_impact_reason")

NAMES = {"qia_scored": "Quality impact assessment scored", "qia_signed": "Quality impact assessment signed"}
STEPS = {1: "Set goals", 2: "Study the system", 3: "Design the improvement", 4: "Measure the impact"}
"""The steps of SusQI."""


@dataclass(frozen=True)
class WorthView:
    sustainability: Listing | None
    carbon: Listing | None
    gateways: Listing | None
    savings: Listing | None
    saved: str
    """What was validated and not reversed, in a sentence."""


def worth_view(facts: Sequence[Fact]) -> WorthView:
    savings = of_type(facts, *SAVINGS)
    return WorthView(
        sustainability=_listed(
            "Sustainability, the latest first",
            ("On", "What", "Steps", "Considered"),
            [_sustainable(one) for one in of_type(facts, "sustainability_assessed", "sustainability_withdrawn")],
        ),
        carbon=_listed(
            "Carbon, the latest first",
            ("On", "Stage", "Saved a year", "Factors"),
            [_carbon(one) for one in of_type(facts, "carbon_estimated")],
        ),
        gateways=_listed(
            "Gateways and quality impact assessments, the latest first",
            ("On", "What", "Gateway", "Note"),
            [_gateway(one) for one in of_type(facts, *GATEWAYS)],
        ),
        savings=_listed(
            "Savings, the latest first",
            ("On", "What", "Amount", "Year", "Cash-releasing", "Recurrent"),
            [_saving(one) for one in savings],
        ),
        saved=_saved(savings),
    )


def pounds(pence: int) -> str:
    """`123456` is £1,234.56; whole pounds stand without pence."""
    text = f"{abs(pence) / 100:,.2f}".removesuffix(".00")
    return f"{'−' if pence < 0 else ''}£{text}"


def _sustainable(fact: Fact) -> list[str]:
    told = fact["data"]
    steps = ", ".join(STEPS.get(one, str(one)) for one in told.get("steps") or ())
    aspects = " ".join(f"{said(name)}: {told[name].rstrip('.')}." for name in ASPECTS if told.get(name))
    return [day(told["on"]), _what(fact), steps, aspects or told.get("reason") or ""]


def _carbon(fact: Fact) -> list[str]:
    told = fact["data"]
    saved = told.get("saved_kg_co2e_per_year")
    amount = "" if saved is None else f"{saved:,.1f} kg CO₂e".replace("-", "−")
    return [day(told["on"]), said(told["stage"]), amount, f"of {told['factor_set']}"]


def _gateway(fact: Fact) -> list[str]:
    told = fact["data"]
    note = told.get("note") or (said(told["role"]) if told.get("role") else "")
    return [day(told["on"]), _what(fact), str(told.get("gateway", "")), note]


def _saving(fact: Fact) -> list[str]:
    told = fact["data"]
    kinds = ["Yes" if told[name] else "No" for name in ("cash_releasing", "recurrent")]
    return [day(told["on"]), _what(fact), pounds(told["pence"]), told["financial_year"], *kinds]


def _saved(savings: Iterable[Fact]) -> str:
    years: dict[str, int] = defaultdict(int)
    for fact in of_type(savings, "saving_validated", "saving_reversed"):
        sign = 1 if fact["type"].endswith("validated") else -1
        years[fact["data"]["financial_year"]] += sign * fact["data"]["pence"]
    return "; ".join(f"{pounds(pence)} in {year}" for year, pence in sorted(years.items()))


def _what(fact: Fact) -> str:
    name = fact["type"].partition(".")[2]
    return NAMES.get(name, said(name))


def _listed(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Listing | None:
    return listing(caption, columns, list(reversed(rows))) if rows else None
