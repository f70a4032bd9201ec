"""What a project says of itself is put right, and its work gets another lead."""

from collections.abc import Iterator

from deploy.local.example.chance import ONE_IN_FIVE, ONE_IN_TWELVE
from deploy.local.example.days import between
from deploy.local.example.people import key
from deploy.local.example.said import Said
from deploy.local.example.story import Story


def said(story: Story) -> Iterator[Said]:
    """Yield the amendments and the hand-over of a few."""
    if not story.improves:
        return
    chance = story.chance("description")
    if chance.random() < ONE_IN_FIVE:
        day = between(story.started_on, story.first_closed_on, 0.2)
        amended: dict[str, object] = {
            "aim": f"By the end of the year {story.topic.aim}, on every ward that takes part.",
            "partner_organisations": [story.organisation.heir],
        }
        yield Said("amended", "project.details_amended", day, amended)
    if chance.random() < ONE_IN_TWELVE:
        day = between(story.started_on, story.first_closed_on, 0.55)
        to: dict[str, object] = {"to_person": key(story.project, "next lead"), "on": day.isoformat()}
        yield Said("handed-over", "project.handed_over", day, to)
