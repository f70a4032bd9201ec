"""A sampled fact can be followed from the front door to the ledger, and nothing in its trace says who it is about."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from uuid import uuid4

import aiohttp
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from deploy.local import stack as local
from deploy.local.stack import Stack
from tests.client import Door
from tests.journeys.projects import Project, Year

pytestmark = pytest.mark.long
Spans = dict[str, set[tuple[str, str]]]
"""The spans of each trace: the process and the name."""


class Collector(ThreadingHTTPServer):
    """Takes what is sent by the OpenTelemetry protocol, as any collector does."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.came, self.spans, self.bytes = Condition(), Spans(), b""

    def take(self, content: bytes) -> None:
        """Take in one export."""
        with self.came:
            self.bytes += content
            for resource in ExportTraceServiceRequest.FromString(content).resource_spans:
                [process] = [
                    one.value.string_value for one in resource.resource.attributes if one.key == "service.name"
                ]
                for span in (one for scope in resource.scope_spans for one in scope.spans):
                    self.spans.setdefault(span.trace_id.hex(), set()).add((process, span.name))
            self.came.notify_all()


class Taking(BaseHTTPRequestHandler):
    """One export."""

    server: Collector

    def do_POST(self) -> None:
        """Take it."""
        self.server.take(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its own name)
        """Say nothing."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """Return a running collector."""
    server = Collector()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def traced(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Return a stack of its own, each process of which sends its spans to the collector."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
        patch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        patch.setenv("OTEL_TRACES_SAMPLER_ARG", "0")
        started = local.start(tmp_path_factory.mktemp("traced") / "home", example=True)
    yield started
    started.remove()


async def test_a_sampled_fact_is_followed_to_the_ledger(traced: Stack, collector: Collector) -> None:
    project, sampled, other, title = Project(), uuid4().hex, uuid4().hex, f"Ada's falls {uuid4().hex}"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(keepalive_timeout=3)) as session:
        door = Door(traced.credentials, session)
        token = await door.token("RGP")
        for trace, flag, fact in (
            (sampled, "01", project.registered(Year(2022).day(1), title=title)),
            (other, "00", project.started(Year(2022).day(2))),
        ):
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/cloudevents+json",
                "traceparent": f"00-{trace}-{'b' * 16}-{flag}",
            }
            async with session.post(f"{traced.gateway_url}/v1/events", json=fact, headers=headers) as answer:
                assert answer.status == 201, await answer.text()

    wanted = {
        ("gateway", "POST /v1/events"),
        ("gateway", "POST projects"),
        ("projects-api", "POST /facts"),
        ("projects-worker", "send qi.projects"),
        ("metrics-worker", "process projector"),
    }
    with collector.came:
        assert collector.came.wait_for(lambda: wanted <= collector.spans.get(sampled, set()), timeout=60), (
            collector.spans
        )
    assert other not in collector.spans
    assert title.encode() not in collector.bytes
    assert project.id.encode() not in collector.bytes
