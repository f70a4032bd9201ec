"""Another organisation takes the lead."""

from collections.abc import Iterator

from deploy.local.example.days import between
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story


def said(story: Story) -> Iterator[Said]:
    """Yield the changes of lead; a project that was lent comes back."""
    if story.outcome is Outcome.HANDED_OVER:
        yield _changed(story, story.organisation.heir, 0.5)
    if story.outcome is Outcome.LENT:
        yield _changed(story, story.organisation.heir, 0.35)
        yield _changed(story, story.organisation.code, 0.7)


def _changed(story: Story, to: str, share: float) -> Said:
    day = between(story.started_on, story.closes_on, share)
    data: dict[str, object] = {"to_organisation": to, "on": day.isoformat()}
    return Said(f"lead-{to}", "project.lead_changed", day, data)
