"""Structured logs, metrics and traces, the same in every process."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

from shared import tracing

APPENDED = Counter("qi_facts_total", "Submissions decided, by what became of them", ["service", "status"])
REFUSED = Counter("qi_refusals_total", "Submissions refused, by the rule that stood in their way", ["service", "rule"])
CONFLICTS = Counter("qi_conflicts_total", "Batches decided again because another writer came first", ["service"])
APPEND_SECONDS = Histogram("qi_append_seconds", "Time to decide and commit what waited together", ["service"])
RELAYED = Counter("qi_relayed_total", "Facts acknowledged by Kafka", ["topic"])
RELAY_EPOCH = Gauge("qi_relay_epoch", "Epoch of this process as leader of the relay; 0 when it stands by", ["topic"])
OUTBOX_AGE = Gauge("qi_outbox_oldest_seconds", "Age of the oldest fact that Kafka has not acknowledged", ["topic"])
CONSUMED = Counter("qi_consumed_total", "Records taken from Kafka, by what became of them", ["consumer", "result"])
PARKED = Gauge("qi_parked", "Records that wait because they could not be applied", ["consumer", "reason"])
LOG_LOST = Gauge("qi_log_lost", "1 while Kafka lacks what was read, or sent, before", ["follower"])
SEALED_AT = Gauge("qi_sealed_up_to_seconds", "Moment up to which every fact of the service is sealed")
HEARD = Gauge("qi_last_heard_seconds", "Moment of the first fact on the last day with any", ["organisation"])
FRESHNESS = Gauge("qi_fresh_as_of_seconds", "Moment up to which everything is in the read model", ["topic"])


def configure_telemetry(service: str, level: str) -> None:
    """Write one JSON object a line to standard output, each naming the service; send traces if somebody takes them."""
    tracing.configure_traces(service)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _in_its_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stdout, format='{"event": "%(message)s", "logger": "%(name)s"}'
    )


def _in_its_trace(_: object, __: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    said.update(tracing.names())
    return said


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
