"""Prometheus hears every process, every panel has something to show, and an alert speaks when its cause is there."""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import yaml

from tests.client import Door, eventually
from tests.containers.system import ROOT, System
from tests.journeys.projects import Project, Year

DASHBOARDS = ROOT / "deploy/grafana/dashboards"
ALERTS = ROOT / "deploy/prometheus/alerts.yml"
RUNBOOKS = ROOT / "deploy/runbooks"
OURS = re.compile(r"\b(?:qi|process)_[a-z_]+\b")
PROCESSES = {
    "gateway",
    "gateway-worker",
    "projects",
    "projects-worker",
    "training",
    "training-worker",
    "metrics",
    "metrics-worker",
}


class Prometheus:
    """The one beside the system."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def ask(self, path: str, **params: str) -> Any:
        async with self.session.get(f"{self.url}/api/v1/{path}", params=params) as response:
            return (await response.json())["data"]

    async def values(self, expression: str) -> list[dict[str, Any]]:
        return list((await self.ask("query", query=expression.replace("$__rate_interval", "5m")))["result"])

    async def firing(self) -> set[str]:
        return {one["labels"]["alertname"] for one in (await self.ask("alerts"))["alerts"] if one["state"] == "firing"}


@pytest.fixture(scope="module")
async def prometheus(stack: System, door: Door) -> AsyncIterator[Prometheus]:
    """Prometheus, once it has heard everyone, a refusal among what it heard."""
    unknown = Project().said("started", on="2022-05-01")
    assert [one["status"] for one in await door.submit([unknown])] == ["refused"]
    stack.run("--profile", "observability", "up", "--detach", "--wait", "prometheus")
    async with aiohttp.ClientSession() as session:
        found = Prometheus(f"http://127.0.0.1:{stack.ports['PROMETHEUS_PORT']}", session)

        async def heard() -> bool:
            up = await found.values('up{job="golden-thread"} == 1')
            return {one["metric"]["process"] for one in up} == PROCESSES

        await eventually(heard, "every process answers Prometheus", within=180)
        yield found


def panels() -> list[tuple[str, str]]:
    """Return every panel's title with each of its expressions."""
    boards = [json.loads(path.read_text()) for path in DASHBOARDS.glob("*.json")]
    return [
        (panel["title"], target["expr"]) for board in boards for panel in board["panels"] for target in panel["targets"]
    ]


def alerts() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


async def test_every_metric_that_is_named_exists(prometheus: Prometheus) -> None:
    named = {name for text in [*(expr for _, expr in panels()), ALERTS.read_text()] for name in OURS.findall(text)}

    async def known() -> bool:
        return named <= set(await prometheus.ask("label/__name__/values"))

    await eventually(known, f"all of {named} are known", within=90)
    assert len(named) > 10


async def test_every_panel_has_data_after_the_example_year(prometheus: Prometheus) -> None:
    for title, expression in panels():

        async def shown(expression: str = expression) -> bool:
            return bool(await prometheus.values(expression))

        await eventually(shown, title, within=90)
    assert len(panels()) > 10


def test_every_alert_has_its_page() -> None:
    for rule in alerts():
        assert rule["annotations"]["runbook"] == f"deploy/runbooks/{rule['alert']}.md"
        assert (RUNBOOKS / f"{rule['alert']}.md").read_text().startswith(f"# {rule['alert']}\n")
    assert {path.stem for path in RUNBOOKS.glob("[A-Z]*[a-z].md")} - {"README"} == {rule["alert"] for rule in alerts()}


@pytest.mark.parametrize(
    "command",
    [["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"], ["check", "config", "prometheus.yml"]],
)
def test_the_rules_are_right(command: list[str]) -> None:
    mounted = f"{ROOT / 'deploy/prometheus'}:/etc/prometheus:ro"
    subprocess.run(
        ["docker", "run", "--rm", "--volume", mounted, "--workdir", "/etc/prometheus", "--entrypoint", "promtool",
         "prom/prometheus:v3.5.0", *command],
        check=True,
    )  # fmt: skip


def test_every_alert_is_tested() -> None:
    tested = yaml.safe_load((ROOT / "deploy/prometheus/alerts.test.yml").read_text())["tests"]

    spoken = {case["alertname"] for one in tested for case in one["alert_rule_test"] if case.get("exp_alerts")}
    assert spoken == {rule["alert"] for rule in alerts()}


async def test_while_kafka_is_away_the_alerts_speak_and_nothing_is_lost(
    stack: System, door: Door, prometheus: Prometheus, year: Year
) -> None:
    stack.run("stop", "kafka")
    try:
        answers = await door.accepted([Project().registered(year.day(day)) for day in range(10)])

        async def spoken() -> bool:
            return {"OutboxGrowsOld", "FiguresStandStill"} <= await prometheus.firing()

        await eventually(spoken, "the alerts of facts that cannot be carried", within=400)
    finally:
        await asyncio.to_thread(stack.run, "start", "kafka")

    last = max(one["recorded_at"] for one in answers)

    async def known() -> bool:
        return "stale" not in await door.measure("patient-involvement", "RGP", year=year.name, min_fresh=last)

    await eventually(known, "the figures know what was said meanwhile", within=120)

    async def silent() -> bool:
        return not await prometheus.firing()

    await eventually(silent, "no alert speaks any more", within=180)
