"""What others can use: publications, innovations, resources."""

from services.gateway.recording.fields import Asked, Choice, Choices, Line, Tags
from services.gateway.recording.form import OWN, Form
from shared.contracts import innovation, publication, training

LIBRARY = "Library"
WORKS = {
    "journal_article": "Journal article",
    "preprint": "Preprint",
    "abstract": "Abstract",
    "poster": "Poster",
}
STAGES = {
    "considered": "Considered",
    "approved": "Approved",
    "piloted": "Piloted",
    "adopted": "Adopted\nIn routine use at the site",
    "discontinued": "Discontinued",
}
RESOURCES = {
    "tool": "Tool",
    "template": "Template",
    "guide": "Guide",
    "poster": "Poster",
    "story": "Story",
}

FORMS = (
    Form(
        publication.PublicationRecorded,
        "Record a publication",
        (
            Asked("title", "Title"),
            Asked("journal", "Journal or conference"),
            Asked("kind", "What kind of work is it?", widget=Choice(WORKS)),
            Asked("relevant", "Is it about improving quality?", "Only such articles count for the strategy."),
            Asked("published_on", "Day of publication", today=False),
            Asked("organisations", "Organisations of its authors", widget=Choices("members")),
            Asked("doi", "DOI", "“10.1136/bmjoq-2022-001234”; it keeps the same work from being counted twice."),
            Asked("project", "Project that it came of", widget=Choice("own projects")),
        ),
        opens=True,
        group=LIBRARY,
    ),
    Form(
        publication.PublicationRetracted,
        "Retract the publication",
        (Asked("on", "Day of the retraction"), Asked("reason", "Reason")),
        group=LIBRARY,
    ),
    Form(
        innovation.InnovationRegistered,
        "Register an innovation",
        (
            Asked("title", "Name of the innovation"),
            Asked("programme", "National programme that proved it"),
            Asked("evidence_url", "Web address of the evidence", "Beginning with https://"),
            Asked("spread_sites", "Sites in routine use that make it spread", "Two, unless you say otherwise."),
        ),
        opens=True,
        group=LIBRARY,
    ),
    Form(
        innovation.InnovationStageReached,
        "Record how far a site is with the innovation",
        (
            Asked("site", "Site", "As your organisation calls it."),
            Asked("stage", "Which stage has it reached?", widget=Choice(STAGES)),
            Asked("on", "Since which day"),
        ),
        given={"organisation": OWN},
        group=LIBRARY,
    ),
    Form(
        training.ResourcePublished,
        "Publish a tool, template, guide, poster or story",
        (
            Asked("title", "Title"),
            Asked("kind", "What is it?", widget=Choice(RESOURCES)),
            Asked("url", "Web address", "Beginning with https://", widget=Line()),
            Asked("tags", "Tags", "Words to find it by, with commas between them.", widget=Tags()),
        ),
        opens=True,
        group=LIBRARY,
    ),
    Form(
        training.ResourceWithdrawn,
        "Withdraw it from the library",
        (Asked("on", "Day"), Asked("reason", "Reason")),
        group=LIBRARY,
    ),
)
