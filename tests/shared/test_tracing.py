"""One trace for each sampled fact, spans of batches linked to it, and no word of what somebody asked for."""

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from starlette.testclient import TestClient

from shared import tracing
from shared.http import application, json_response


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Sample everything, and keep the spans here."""
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_always_on")
    exporter = InMemorySpanExporter()
    provider = tracing.provider("tests")
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("tests"))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    yield exporter
    provider.shutdown()


def named(kept: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in kept.get_finished_spans() if span.name == name]


def trace_of(span: ReadableSpan) -> int:
    assert span.context is not None
    return span.context.trace_id


def place(kept: InMemorySpanExporter, name: str) -> str:
    """Return where a request of its own is in its trace."""
    del kept
    headers: dict[str, str] = {}
    with tracing.asking(name, headers):
        pass
    return headers[tracing.HEADER]


def test_a_question_to_another_process_names_its_place(kept: InMemorySpanExporter) -> None:
    said = place(kept, "GET metrics")
    [span] = named(kept, "GET metrics")
    assert span.kind is SpanKind.CLIENT
    assert said.startswith(f"00-{trace_of(span):032x}-{span.context.span_id:016x}-")  # type: ignore[union-attr]


def test_a_batch_has_one_span_and_one_in_the_trace_of_each_sampled_fact(kept: InMemorySpanExporter) -> None:
    first, second = place(kept, "first"), place(kept, "second")
    batch = tracing.batch("process", [first, None, second, first])
    with batch.span(SpanKind.CONSUMER, 4):
        pass

    spans = named(kept, "process")
    [whole] = [span for span in spans if span.parent is None]
    own = [span for span in spans if span.parent is not None]
    [one], [two] = named(kept, "first"), named(kept, "second")
    assert (
        {trace_of(span) for span in own}
        == {trace_of(one), trace_of(two)}
        == {link.context.trace_id for link in whole.links}
    )
    assert [[link.context.span_id for link in span.links] for span in own] == [[whole.context.span_id]] * 2  # type: ignore[union-attr]
    assert whole.attributes == {"messaging.system": "kafka", "messaging.batch.message_count": 4}


def test_a_batch_of_facts_that_nobody_sampled_has_no_span(kept: InMemorySpanExporter) -> None:
    with tracing.batch("process", [None, None]).span(SpanKind.CONSUMER, 2):
        pass
    assert kept.get_finished_spans() == ()


def test_a_span_that_fails_ends_and_lets_the_error_through(kept: InMemorySpanExporter) -> None:
    batch = tracing.batch("process", [place(kept, "first")])
    with pytest.raises(LookupError), batch.span(SpanKind.CONSUMER, 1):
        raise LookupError
    assert len(named(kept, "process")) == 2


def test_what_is_asked_for_is_no_business_of_who_reads_traces(kept: InMemorySpanExporter) -> None:
    app = application("tests")

    @app.get("/people")
    async def people(name: str) -> object:
        return json_response({"known": name, "here": tracing.here(), **tracing.names()})

    client = TestClient(app)
    answer = client.get(
        "/people", params={"name": "Ada Lovelace"}, headers={tracing.HEADER: f"00-{'a' * 32}-{'b' * 16}-01"}
    )
    client.get("/health/live")

    [span] = kept.get_finished_spans()
    assert span.name == "GET /people"
    assert f"{trace_of(span):032x}" == "a" * 32 == answer.json()["trace_id"]
    assert "Ada" not in span.to_json()
    assert answer.json()["here"].startswith(f"00-{'a' * 32}-")


def test_without_a_collector_nothing_is_done() -> None:
    headers: dict[str, str] = {}
    with tracing.asking("GET metrics", headers):
        assert (tracing.here(), dict(tracing.names())) == (None, {})
    assert headers == {}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([], None),
        ([("ce_id", b"1")], None),
        ([("ce_id", b"1"), ("traceparent", b"00-a-b-01")], "00-a-b-01"),
        ([("traceparent", b"\xff")], "\ufffd"),
    ],
)
def test_a_record_carries_its_place_in_its_last_header(headers: list[tuple[str, bytes]], found: str | None) -> None:
    assert tracing.carried(headers) == found


def test_a_place_that_is_none_is_passed_over(kept: InMemorySpanExporter) -> None:
    with tracing.batch("process", ["nonsense"]).span(SpanKind.CONSUMER, 1):
        pass
    assert {trace_of(span) for span in named(kept, "process")}
