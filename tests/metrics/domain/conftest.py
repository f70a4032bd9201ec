"""The streams of the agreement, for `given`."""

from services.metrics.app import DECIDERS
from tests import given

given.DECIDERS.update(DECIDERS)
given.STREAMS.update(
    milestone="milestone/rgp-digital-space",
    snapshot="snapshot/0190f3b2-0000-7000-8000-000000000001",
)
