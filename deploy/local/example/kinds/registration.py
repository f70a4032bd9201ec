"""A project is registered."""

from collections.abc import Iterator

from deploy.local.example.chance import HALF, ONE_IN_FIVE, ONE_IN_THREE
from deploy.local.example.days import financial_year, last_day
from deploy.local.example.people import key
from deploy.local.example.said import Said
from deploy.local.example.story import NO_IMPROVEMENT_PROJECT, Outcome, Story

KINDS = {Outcome.AUDIT: "clinical_audit", Outcome.EVALUATION: "service_evaluation"}
FINANCIAL = {"RGP": ONE_IN_THREE}
"""Who works more closely with finance than the others."""


def said(story: Story) -> Iterator[Said]:
    """Yield the opening fact."""
    yield Said("registered", "project.registered", story.registered_on, _details(story))


def has_financial_effect(story: Story) -> bool:
    """Return what is said of it at the opening."""
    return bool(_details(story).get("has_financial_effect"))


def lead_person(story: Story) -> str:
    """Return who leads the work at first."""
    return key(story.project, "lead")


def _details(story: Story) -> dict[str, object]:
    chance = story.chance("registration")
    by = last_day(financial_year(story.closes_on))
    details: dict[str, object] = {
        "title": story.topic.title,
        "kind": KINDS.get(story.outcome, "quality_improvement"),
        "lead_organisation": story.organisation.code,
        "registered_on": story.registered_on.isoformat(),
        "aim": f"By {by:%B %Y} {story.topic.aim}.",
        "quality_dimensions": story.topic.dimensions.split(", "),
        "ambitions": sorted(chance.sample((1, 2, 3, 4), chance.choice((1, 1, 2)))),
        "division": story.division,
        "site": chance.choice(story.organisation.sites),
        "reference": f"QI-{story.registered_on.year}-{story.registered_on:%j}",
    }
    if story.outcome not in NO_IMPROVEMENT_PROJECT:
        details["has_financial_effect"] = chance.random() < FINANCIAL.get(story.organisation.code, ONE_IN_FIVE)
    if chance.random() < ONE_IN_FIVE:
        details["partner_organisations"] = [story.organisation.heir]
    if chance.random() < HALF:
        details["lead_person"] = lead_person(story)
    return details
