"""What a project means for the environment and for people, in words and in carbon."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.chance import HALF
from deploy.local.example.days import between, financial_year, working_day
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story

EVERY = 4
"""One project in so many considers sustainability."""
SETS = (2022, 2025)
"""The years of the first and the newest published set of factors."""
ENVIRONMENTAL = (
    "Fewer journeys of patients to the hospital.",
    "Less single-use plastic at the bedside.",
    "Fewer inhalers with a high warming potential.",
    "Less printing: the leaflet is on the ward's tablet.",
)
SOCIAL = (
    "Easier for people without a car, and for carers who work.",
    "Less lifting and walking for the staff of the ward.",
    "The leaflet is easy to read and in five languages.",
)
# Factor, unit, and how much of it a month before and after.
LINES = (
    ("car.average.unknown_fuel", "mile", (900, 2400)),
    ("waste.clinical.high_temperature_incineration", "tonne", (1, 3)),
    ("inhaler.salbutamol.large_volume", "inhaler", (20, 90)),
    ("paper.primary_production", "tonne", (1, 2)),
    ("electricity.uk.generation", "kWh", (400, 1500)),
)


def said(story: Story) -> Iterator[Said]:
    """Yield the assessment of a quarter of the projects, and the estimates of half of these."""
    if not story.improves or story.turn % EVERY != 1:
        return
    chance = story.chance("sustainability")
    day = between(story.started_on, story.first_closed_on, 0.3)
    yield _assessed(story, "sustainability-1", day)
    if chance.random() < HALF or story.organisation.code == "RGP":
        yield _estimated(story, "forecast", between(story.started_on, story.first_closed_on, 0.5))
        if story.outcome is Outcome.IMPROVED:
            yield _estimated(story, "measured", story.first_closed_on)
    if chance.random() < 1 / EVERY:
        withdrawn = between(story.started_on, story.first_closed_on, 0.6)
        data: dict[str, object] = {"on": withdrawn.isoformat(), "reason": "The figures were those of another ward."}
        yield Said("sustainability-withdrawn", "project.sustainability_withdrawn", withdrawn, data)
        yield _assessed(story, "sustainability-2", working_day(withdrawn + timedelta(days=7)))


def _assessed(story: Story, key: str, day: date) -> Said:
    chance = story.chance(key)
    data: dict[str, object] = {
        "on": day.isoformat(),
        "steps": sorted(chance.sample((1, 2, 3, 4), chance.randint(1, 3))),
    }
    if story.outcome is Outcome.FELL_SHORT:
        data["no_impact_reason"] = "Considered: the change is in how we speak, and uses nothing more or less."
    else:
        data |= {"environmental": chance.choice(ENVIRONMENTAL), "social": chance.choice(SOCIAL)}
    return Said(key, "project.sustainability_assessed", day, data)


def _estimated(story: Story, stage: str, day: date) -> Said:
    chance = story.chance("carbon")
    lines = []
    for factor, unit, (least, most) in chance.sample(LINES, chance.randint(1, 2)):
        before = chance.randint(least, most)
        kept = 0.7 if stage == "forecast" else chance.choice((0.6, 0.75, 0.85))
        lines.append(
            {
                "factor": factor,
                "unit": unit,
                "baseline_quantity": before,
                "new_quantity": round(before * kept, 1),
            }
        )
    data: dict[str, object] = {
        "on": day.isoformat(),
        "stage": stage,
        "factor_set": SETS[-1] if financial_year(day) >= SETS[-1] else SETS[0],
        "lines": lines,
        "periods_per_year": 12,
    }
    return Said(f"carbon-{stage}", "project.carbon_estimated", day, data)
