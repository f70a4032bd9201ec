"""Every form, one module a subject."""

from collections.abc import Mapping

from services.gateway.recording.fields import Asked
from services.gateway.recording.form import Form
from services.gateway.recording.forms import agreement, library, project, training, work, worth
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract, FactWithdrawn
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING

CONTRACTS: tuple[Contract, ...] = (PROJECTS, TRAINING, AGREEMENTS)
TAKING_BACK = (
    Asked("event_id", "Identifier of the fact", "As the history shows it."),
    Asked("reason", "Why is it taken back?", "A slip, a wrong day, the wrong project: whoever reads on will ask."),
)
WITHDRAWALS = tuple(
    Form(
        kind,
        "Take back what was said in error",
        TAKING_BACK,
        intro="It will be as if it had never been said, in every year. The history keeps both.",
        beside={"NoSuchFact": "event_id", "OpeningFact": "event_id", "OthersRestOnIt": "event_id"},
    )
    for contract in CONTRACTS
    for category in contract.categories
    for kind in category.events
    if issubclass(kind, FactWithdrawn)
)
FORMS: Mapping[str, Form] = {
    form.type: form
    for form in (
        *project.FORMS, *work.FORMS, *worth.FORMS, *library.FORMS, *training.FORMS, *agreement.FORMS, *WITHDRAWALS
    )
}  # fmt: skip
"""By the type of fact that each records."""
