"""How far the read side is complete: each service's latest watermark whose offsets it has reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from shared.kafka import Partition, Record
from shared.postgres import Connection
from shared.relay import Watermark
from shared.telemetry import FRESHNESS, log

MOST_PENDING = 1_000

SET = """
INSERT INTO watermarks (topic, at) VALUES ($1, $2)
ON CONFLICT (topic) DO UPDATE SET at = greatest(watermarks.at, excluded.at)
"""


@dataclass
class Watermarks:
    """The watermarks that have come, by topic, and are not passed yet."""

    pending: dict[str, list[Watermark]] = field(default_factory=dict)

    async def seen(self, connection: Connection, records: Sequence[Record], reached: Mapping[Partition, int]) -> None:
        """Take in new watermarks, and write down the latest of each topic that these offsets reach."""
        for record in records:
            self._take(record)
        for topic, marks in self.pending.items():
            passed = [mark for mark in marks if _passed(mark, reached)]
            if passed:
                await connection.execute(SET, topic, passed[-1].at)
                FRESHNESS.labels(topic).set(passed[-1].at.timestamp())
                self.pending[topic] = [mark for mark in marks if mark.at > passed[-1].at]

    def _take(self, record: Record) -> None:
        try:
            mark = msgspec.json.decode(record.value or b"", type=Watermark)
        except msgspec.MsgspecError as error:
            log.error("watermark.unreadable", offset=record.offset, error=str(error))
            return
        marks = [*self.pending.get(mark.topic, []), mark]
        # Far behind, every second watermark is enough.
        self.pending[mark.topic] = marks[1::2] if len(marks) > MOST_PENDING else marks


def _passed(mark: Watermark, reached: Mapping[Partition, int]) -> bool:
    return all(reached.get((mark.topic, partition), 0) >= end for partition, end in mark.offsets.items())
