"""The gateway's own database holds no fact: without it, facts are taken and questions answered all the same."""

from deploy.local.stack import Stack
from tests.client import Door
from tests.gateway.beside import NOWHERE, gateway
from tests.journeys.projects import IMPROVEMENT, Project


async def test_a_gateway_whose_database_is_away_takes_facts_and_answers_questions(stack: Stack, door: Door) -> None:
    async with gateway(stack, door, database_url_gateway=NOWHERE) as beside:
        accepted = await beside.submit_one(Project().registered("2024-05-01"))
        figure = await beside.measure(IMPROVEMENT, "RGP")

        assert (accepted.status, figure["organisation"]) == (201, "RGP")


async def test_it_says_so_and_goes_on_being_asked(stack: Stack, door: Door) -> None:
    async with gateway(stack, door, database_url_gateway=NOWHERE) as beside:
        ready = await beside.ask("GET", "/health/ready")

        assert (ready.status, ready.json["status"], list(ready.json["reasons"])) == (200, "degraded", ["database"])


async def test_with_it_nothing_is_amiss(door: Door) -> None:
    ready = await door.ask("GET", "/health/ready")

    assert (ready.status, ready.json) == (200, {"status": "ready", "reasons": {}})
