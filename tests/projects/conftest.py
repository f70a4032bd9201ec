"""What `given` needs to know of this service's other two kinds of stream."""

from services.projects.app import DECIDERS
from tests import given

given.DECIDERS.update(DECIDERS)
given.STREAMS.setdefault("publication", "publication/0190f3b2-0000-7000-8000-000000000001")
given.STREAMS.setdefault("innovation", "innovation/0190f3b2-0000-7000-8000-000000000001")
