"""When each organisation was last heard, for whoever watches the system: one that falls silent may not know it."""

import time
from dataclasses import dataclass

from services.metrics.versions import Side
from shared.postgres import Connection
from shared.telemetry import HEARD

EVERY_SECONDS = 60.0
LAST = """
SELECT DISTINCT ON (organisation) organisation, at FROM {schema}.accepted_days ORDER BY organisation, day DESC
"""


@dataclass
class Heard:
    """Says it once a minute."""

    next_at: float = 0.0

    async def look(self, connection: Connection, live: Side) -> None:
        """Say when each organisation was last heard, if that has not been said for a while."""
        if time.monotonic() < self.next_at:
            return
        for row in await connection.fetch(LAST.format(schema=live.schema)):
            HEARD.labels(row["organisation"]).set(row["at"].timestamp())
        self.next_at = time.monotonic() + EVERY_SECONDS
