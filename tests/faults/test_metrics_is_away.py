"""Facts are taken while nobody answers questions; who asks is told so, and when to ask again."""

import json
from dataclasses import replace

from deploy.local.stack import Stack
from tests.client import Door
from tests.faults.twins import free_port, twin
from tests.journeys.projects import IMPROVEMENT, Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, mark

YEAR = Year(2017)


async def test_a_gateway_whose_metrics_service_is_away_takes_facts_and_says_that_it_has_no_figures(
    stack: Stack, door: Door
) -> None:
    since = await mark(stack)
    async with twin(stack, "gateway", METRICS_URL=f"http://127.0.0.1:{free_port()}") as second:
        beside = replace(door, credentials={**door.credentials, "gateway": second.url})
        answers = await beside.accepted([Project().registered(YEAR.day(1)) for _ in range(20)])
        question = await beside.ask("GET", f"/v1/measures/{IMPROVEMENT}", by="RGP", params={"year": YEAR.name})
        page = await beside.ask("GET", "/", headers={"Accept": "text/html"})
        ready = await beside.ask("GET", "/health/ready")

    assert question.problem[:2] == (503, "ServiceUnavailable")
    assert int(question.headers["Retry-After"]) >= 1
    assert page.status == 503
    assert page.headers["Content-Type"].startswith("text/html")
    assert "metrics" in json.dumps(ready.json)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    assert (await door.measure(IMPROVEMENT, "RGP", year=YEAR.name))["denominator"] >= 20
