"""The topics that the read side is made of, each with what its service publishes."""

from shared.contracts.agreements import AGREEMENTS
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING

FOLLOWED = {contract.topic: contract for contract in (PROJECTS, TRAINING, AGREEMENTS)}
