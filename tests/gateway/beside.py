"""A second gateway in front of the same services, told something else."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from deploy.local.home import Home
from deploy.local.stack import Stack
from services.gateway.app import create_app
from services.gateway.settings import Settings
from shared.http import server
from tests.client import Door, eventually

NOWHERE = "postgresql://gateway:gateway@127.0.0.1:1/gateway"
"""The address of a database that is away."""


def settings(stack: Stack, **told: Any) -> Settings:
    """Return what the stack tells its gateway, but for what is told otherwise."""
    home = Home(stack.home)
    url = {name: f"http://127.0.0.1:{port}" for name, port in home.read("ports.json").items()}
    usual: Mapping[str, Any] = {
        "port": 0,
        "service_key": home.read("secrets.json")["service key"],
        "database_url_gateway": stack.database_url("gateway"),
        "projects_url": url["projects-api"],
        "training_url": url["training-api"],
        "metrics_url": url["metrics-api"],
        "issuers": [
            {
                "issuer": url["issuer"],
                "jwks_url": f"{url['issuer']}/.well-known/jwks.json",
                "audience": "golden-thread",
            }
        ],
        "local_mode": True,
    }
    return Settings(**{**usual, **told})


@asynccontextmanager
async def gateway(stack: Stack, door: Door, **told: Any) -> AsyncIterator[Door]:
    """Serve, and return the way in."""
    beside = server(create_app(settings(stack, **told)), "127.0.0.1", 0)
    serving = asyncio.create_task(beside.serve())

    async def begun() -> bool:
        return beside.started or serving.done()

    await eventually(begun, "the second gateway has begun")
    port = beside.servers[0].sockets[0].getsockname()[1]
    try:
        yield Door({**door.credentials, "gateway": f"http://127.0.0.1:{port}"}, door.session, door.tokens)
    finally:
        beside.should_exit = True
        await serving
