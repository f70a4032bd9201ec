"""What a project is worth: sustainability, carbon, gateways, its quality impact assessment, savings."""

from typing import Any

from services.gateway.recording.fields import Asked, Choice, Choices, Number, Person, Pounds, Prose, Rows
from services.gateway.recording.form import OPEN, Form
from shared.contracts import project_finance as finance
from shared.contracts import project_sustainability as sustainability

SUSTAINABILITY, GATEWAYS, MONEY = "Sustainability", "Gateways", "Savings"
STEPS = {
    "1": "Setting goals",
    "2": "Studying the system",
    "3": "Designing the improvement",
    "4": "Measuring impact",
}
STAGES = {"forecast": "A forecast", "measured": "Measured"}
SETS = {"2025": "2025", "2024": "2024", "2023": "2023", "2022": "2022"}
FACTORS = {
    "electricity.uk.generation kWh": "Electricity, generation (kWh)",
    "electricity.uk.t_and_d kWh": "Electricity, transmission and distribution (kWh)",
    "gas.natural kWh": "Natural gas (kWh)",
    "gas.natural m3": "Natural gas (m3)",
    "gas_oil litre": "Gas oil (litres)",
    "diesel.avg_biofuel_blend litre": "Diesel (litres)",
    "car.average.unknown_fuel mile": "Car, average (miles)",
    "car.average.unknown_fuel km": "Car, average (km)",
    "car.average.battery_electric mile": "Car, battery electric (miles)",
    "taxi.regular passenger km": "Taxi (passenger km)",
    "bus.local_not_london passenger km": "Bus (passenger km)",
    "rail.national passenger km": "Train (passenger km)",
    "water.supply m3": "Water, supply (m3)",
    "water.treatment m3": "Water, treatment (m3)",
    "waste.commercial.incineration_energy_recovery tonne": "Waste, burnt for energy (tonnes)",
    "waste.commercial.landfill tonne": "Waste, landfill (tonnes)",
    "waste.healthcare.recycling tonne": "Healthcare waste, recycled (tonnes)",
    "waste.healthcare.low_temperature_incineration tonne": "Healthcare waste, low temperature (tonnes)",
    "waste.clinical.high_temperature_incineration tonne": "Clinical waste, high temperature (tonnes)",
    "paper.primary_production tonne": "Paper, new (tonnes)",
    "paper.closed_loop tonne": "Paper, recycled (tonnes)",
    "plastics.average.primary tonne": "Plastics, average (tonnes)",
    "hotel.uk room night": "Hotel (room nights)",
    "homeworking.total FTE hour": "Working from home (full-time hours)",
    "inhaler.salbutamol.small_volume inhaler": "Salbutamol inhaler, small volume (inhalers)",
    "inhaler.salbutamol.large_volume inhaler": "Salbutamol inhaler, large volume (inhalers)",
    "n2o kg": "Nitrous oxide (kg)",
    "hfc134a kg": "HFC-134a (kg)",
}
"""Code and unit of what is used most; the rest can be sent as facts."""
ROLES = {
    "medical_director": "Medical director",
    "director_of_nursing": "Director of nursing",
    "chief_operating_officer": "Chief operating officer",
    "director_of_finance": "Director of finance",
}
GATES = {
    "0": "Gateway 0, idea",
    "1": "Gateway 1, outline",
    "2": "Gateway 2, full case",
    "3": "Gateway 3, approved",
    "4": "Gateway 4, in delivery",
    "5": "Gateway 5, closed",
}
DOMAINS = {
    "patient_safety": "Patient safety",
    "effectiveness": "Effectiveness",
    "experience": "Experience",
    "workforce": "Workforce",
    "finance": "Finance",
}
LEVELS = {str(level): str(level) for level in range(1, 6)}

_RISKS = Rows(
    "Risk",
    (
        Asked("domain", "Domain", widget=Choice(DOMAINS)),
        Asked("likelihood", "Likelihood, 1 to 5", widget=Choice(LEVELS, numbers=True)),
        Asked("impact", "Impact, 1 to 5", widget=Choice(LEVELS, numbers=True)),
    ),
    start=len(DOMAINS),
    preset=[{"domain": domain} for domain in DOMAINS],
)
_LINES = Rows(
    "Resource",
    (
        Asked("factor", "Resource", widget=Choice(FACTORS)),
        Asked("baseline_quantity", "Quantity before", widget=Number()),
        Asked("new_quantity", "Quantity after", widget=Number()),
    ),
    also={"factor": "unit"},
)


def _gateway(kind: Any, heading: str, note: str = "Note") -> Form:
    asked = (Asked("gateway", "Gateway", widget=Choice(GATES, numbers=True)), Asked("on", "Day"), Asked("note", note))
    beside = {"GatewayOutOfOrder": "gateway", "QiaNotSigned": "gateway"}
    return Form(kind, heading, asked, group=GATEWAYS, when=OPEN, beside=beside)


def _saving(kind: Any, heading: str, **options: Any) -> Form:
    asked = (
        Asked("pence", "Amount in pounds", "Of one financial year.", widget=Pounds()),
        Asked("financial_year", "Financial year", widget=Choice("years")),
        Asked("cash_releasing", "Does it release cash?"),
        Asked("recurrent", "Does it recur every year?"),
        Asked("on", "Day"),
    )
    return Form(kind, heading, asked, group=MONEY, **options)


FORMS = (
    Form(
        sustainability.ProjectSustainabilityAssessed,
        "Record a sustainability assessment",
        (
            Asked("on", "Day of the assessment"),
            Asked(
                "steps",
                "In which steps was it considered?",
                "Of Sustainability in Quality Improvement (SusQI).",
                widget=Choices(STEPS, numbers=True),
            ),
            Asked("environmental", "Environmental impact", widget=Prose(3)),
            Asked("social", "Social impact", widget=Prose(3)),
            Asked("financial", "Financial impact", widget=Prose(3)),
            Asked("no_impact_reason", "If there is no impact, why", widget=Prose(2)),
        ),
        intro="At least one of the four texts says what was considered.",
        group=SUSTAINABILITY,
        beside={"NothingConsidered": "environmental"},
    ),
    Form(
        sustainability.ProjectSustainabilityWithdrawn,
        "Withdraw the sustainability assessments",
        (Asked("on", "Day"), Asked("reason", "Reason")),
        intro="No assessment before that day stands any more.",
        group=SUSTAINABILITY,
    ),
    Form(
        sustainability.ProjectCarbonEstimated,
        "Record a carbon estimate",
        (
            Asked("on", "Day of the estimate"),
            Asked("stage", "Is it a forecast or measured?", widget=Choice(STAGES)),
            Asked("factor_set", "Year of the conversion factors", widget=Choice(SETS, numbers=True)),
            Asked("lines", "What is used, before and after", "A row for each resource.", widget=_LINES),
            Asked("periods_per_year", "How often a year", "12 if the quantities are of a month, 1 if of a year."),
        ),
        intro="The saving is worked out from the quantities and the published conversion factors.",
        group=SUSTAINABILITY,
        beside={"UnknownFactorSet": "factor_set", "UnknownFactor": "lines", "UnitMismatch": "lines"},
    ),
    _gateway(finance.ProjectGatewayEntered, "Enter a gateway"),
    _gateway(finance.ProjectGatewayPassed, "Pass a gateway"),
    _gateway(finance.ProjectGatewayReturned, "Return a gateway", "What is missing"),
    _gateway(finance.ProjectGatewayRejected, "Reject a gateway", "Why it is rejected"),
    Form(
        finance.ProjectQiaScored,
        "Record a quality impact assessment",
        (
            Asked("on", "Day of the assessment"),
            Asked("author", "Author", "The name, or how it begins.", widget=Person()),
            Asked("risks", "Risks", "Leave a domain out that has none.", widget=_RISKS),
        ),
        intro="Scoring it again takes its signatures away.",
        group=GATEWAYS,
        when=OPEN,
    ),
    Form(
        finance.ProjectQiaSigned,
        "Sign the quality impact assessment",
        (
            Asked("signatory", "Who signs", "The name, or how it begins.", widget=Person()),
            Asked("role", "In which role do they sign?", widget=Choice(ROLES)),
            Asked("on", "Day"),
        ),
        intro="Gateway 3 needs two signatures, neither of them the author’s nor the lead’s.",
        group=GATEWAYS,
        when=OPEN,
        beside={"AlreadySigned": "signatory", "AuthorSigns": "signatory", "LeadSigns": "signatory"},
    ),
    _saving(finance.ProjectSavingForecast, "Forecast a saving", when=OPEN),
    _saving(finance.ProjectSavingValidated, "Validate a saving"),
    _saving(finance.ProjectSavingReversed, "Reverse a saving"),
)
