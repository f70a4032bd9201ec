"""Traces from the front door through Kafka to the ledger, where `OTEL_EXPORTER_OTLP_ENDPOINT` says where to send them.

One request is one trace. A fact that is sampled carries the trace's place to Kafka, and whatever applies it adds a
span to that trace; batches have one span, linked to the sampled facts in them. Nothing is done for the others, and
nothing at all where no endpoint is set. OpenTelemetry's own variables hold: `OTEL_TRACES_SAMPLER_ARG` is the share.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

HEADER = "traceparent"
"""The header of W3C Trace Context, on HTTP and on Kafka."""
MOST_LINKS = 100
"""Links of one batch's span; more sampled facts than this still have spans of their own."""
SHARE = "0.01"
"""Of all requests, how many are sampled where nobody says otherwise."""
UNTRACED = ("/health", "/metrics")

_CONTEXT = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("golden-thread")


def telemetry() -> TelemetryConfig:
    """Return what the framework records of requests: spans alone, and none of those that only look after a process."""
    return {"metrics": False, "logs": False, "operation_spans": False, "exclude": _looks_after}


def _looks_after(scope: MutableMapping[str, Any]) -> bool:
    return str(scope.get("path", "")).startswith(UNTRACED)


def configure_traces(service: str) -> None:
    """Send this process's spans to a collector, if the environment names one."""
    if not (os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")):
        return
    # Imported where it is needed: most processes of most installations send nothing.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    tracing = provider(service)
    tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(tracing)


def provider(service: str) -> "TracerProvider":
    """Return what makes spans; they name the service, and never hold what somebody asked for."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace import Span as Started  # noqa: PLC0415

    class Discreet(SpanProcessor):
        """What is asked for may be a person's name; it is no business of whoever reads traces."""

        def on_start(self, span: Started, parent_context: Context | None = None) -> None:
            del parent_context
            if isinstance(span, ReadableSpan) and "url.query" in (span.attributes or {}):
                span.set_attribute("url.query", "REDACTED")

    os.environ.setdefault("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    os.environ.setdefault("OTEL_TRACES_SAMPLER_ARG", SHARE)
    about = {"service.namespace": "golden-thread", "service.name": service, "service.version": version("golden-thread")}
    made = TracerProvider(resource=Resource.create(about))
    made.add_span_processor(Discreet())
    return made


def here() -> str | None:
    """Return the place in the current trace as a header's value; None unless it is sampled."""
    if not trace.get_current_span().get_span_context().trace_flags.sampled:
        return None
    carrier: dict[str, str] = {}
    _CONTEXT.inject(carrier)
    return carrier.get(HEADER)


def names() -> Mapping[str, str]:
    """Return what a log line says of the current trace."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}


@contextmanager
def asking(name: str, headers: MutableMapping[str, str]) -> Iterator[Span]:
    """Record a question to another process, and tell that process of it by the headers."""
    with _tracer.start_as_current_span(name, kind=SpanKind.CLIENT) as span:
        if (place := here()) is not None:
            headers[HEADER] = place
        yield span


@dataclass
class Batch:
    """What a batch does for the sampled facts in it."""

    name: str
    places: list[str] = field(default_factory=list)

    @contextmanager
    def span(self, kind: SpanKind, records: int) -> Iterator[None]:
        """Record the batch as one span, linked to its sampled facts, and in the trace of each that it happened."""
        if not self.places:
            yield
            return
        attributes: Mapping[str, str | int] = {"messaging.system": "kafka", "messaging.batch.message_count": records}
        parents = [_CONTEXT.extract({HEADER: place}) for place in self.places]
        links = [Link(trace.get_current_span(one).get_span_context()) for one in parents]
        with _tracer.start_as_current_span(
            self.name, context=Context(), kind=kind, links=links[:MOST_LINKS], attributes=attributes
        ) as whole:
            begun = [
                _tracer.start_span(
                    self.name, context=one, kind=kind, links=[Link(whole.get_span_context())], attributes=attributes
                )
                for one in parents
            ]
            try:
                yield
            finally:
                for one in begun:
                    one.end()


def batch(name: str, places: Iterable[str | None]) -> Batch:
    """Return a batch, given where in its trace each fact is; None for what is not sampled."""
    return Batch(name, list(dict.fromkeys(place for place in places if place is not None)))


def carried(headers: Sequence[tuple[str, bytes]]) -> str | None:
    """Return the place in a trace that a record of Kafka names; it is the last of its headers."""
    if headers and headers[-1][0] == HEADER:
        return headers[-1][1].decode("ascii", "replace")
    return None
