"""A project's story told as one stream of submissions."""

from collections.abc import Callable, Iterator

from deploy.local.example.kinds import (
    closing,
    coaching,
    description,
    finance,
    involvement,
    lead,
    learning,
    measurement,
    progress,
    registration,
    scores,
    sustainability,
    testing,
)
from deploy.local.example.said import Said
from deploy.local.example.story import Story
from deploy.local.example.submission import Submission, submission

# In the order in which things of one day are said.
KINDS: tuple[Callable[[Story], Iterator[Said]], ...] = (
    registration.said,
    progress.said,
    involvement.said,
    scores.said,
    description.said,
    coaching.said,
    testing.said,
    measurement.said,
    sustainability.said,
    finance.said,
    closing.said,
    learning.said,
    lead.said,
)


def stream(story: Story) -> Iterator[Submission]:
    """Yield all that is said of the project, each by whoever leads it then."""
    sayings = sorted((said for kind in KINDS for said in kind(story)), key=lambda said: said.day)
    organisation = story.organisation.code
    for place, said in enumerate(sayings):
        yield submission(organisation, f"project/{story.project}", said, minute=7 * place)
        if said.type == "project.lead_changed":
            organisation = str(said.data["to_organisation"])
