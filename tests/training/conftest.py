"""The streams of training, for `given`."""

from services.training.app import DECIDERS
from tests import given

KEY = "0190f3b2-0000-7000-8000-000000000001"

given.DECIDERS.update(DECIDERS, training=DECIDERS["person"])
given.STREAMS.update({name: f"{name}/{KEY}" for name in DECIDERS}, training=f"person/{KEY}")
