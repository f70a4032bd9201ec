"""The three histories as the services would have recorded them, without a store and without a door."""

import json
from datetime import UTC, date, datetime, timedelta

from services.metrics import app as metrics
from services.projects import app as projects
from services.training import app as training
from shared.admission import Admission
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract, Recorded
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.identity import Caller
from shared.members import Members
from shared.submission import read as read_submission
from tests.given import EVERY_ROLE
from tests.journeys import histories

TOLD_ON = date(2026, 11, 22)
FIRST = datetime(2026, 11, 20, 9, tzinfo=UTC)
PHASE = timedelta(hours=12)
SECOND = timedelta(seconds=1)
CONTRACTS: dict[str, Contract] = {
    name: contract for contract in (PROJECTS, TRAINING, AGREEMENTS) for name in contract.types
}


def accepted(number: int) -> dict[int, list[Recorded]]:
    """Return the facts of a history that its services accept, by phase, each recorded a second after the other."""
    deciders = {**projects.DECIDERS, **training.DECIDERS, **metrics.DECIDERS}
    admission = Admission(deciders=deciders, members=Members(), today=TOLD_ON, kept={})
    told: dict[int, list[Recorded]] = {}
    for phase, lines in sorted(histories.read(number).phases.items()):
        told[phase] = []
        for line in lines:
            before = len(admission.appends)
            contract = CONTRACTS.get(str(line.event.get("type")), PROJECTS)
            caller = Caller(organisation=line.organisation, roles=EVERY_ROLE)
            submission = read_submission(json.dumps(line.event).encode(), caller, contract, FIRST)
            admission.decide([submission])
            for one in admission.appends[before:]:
                told[phase].append(
                    Recorded(
                        stream=one.stream,
                        version=one.version,
                        id=one.id,
                        source=one.source,
                        organisation=one.organisation,
                        time=one.time,
                        recorded_at=FIRST + phase * PHASE + len(told[phase]) * SECOND,
                        event=one.event,
                    )
                )
    return told
