"""Where a process is made to die: which program, at which failpoint, and how often it is passed before."""

import sys
from pathlib import Path

ARMED = Path(__file__).parent / "armed"
"""The folder that arms failpoints in whatever has it on its path."""
sys.path.append(str(ARMED))

DEATHS = [
    ("projects-api", "append.before", 0),
    ("projects-api", "append.committed", 0),
    ("projects-worker", "relay.read", 40),
    ("projects-worker", "relay.half_sent", 57),
    ("projects-worker", "relay.sent", 2),
    ("projects-worker", "relay.deleted", 1),
    ("projects-worker", "relay.passed", 3),
    ("projects-worker", "sealer.sealed", 0),
    ("metrics-worker", "consumer.polled", 2),
    ("metrics-worker", "consumer.moved", 1),
    ("metrics-worker", "consumer.applied", 0),
    ("metrics-worker", "consumer.committed", 2),
]
