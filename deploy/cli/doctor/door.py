"""The front door: whether it answers, and what it lacks."""

import json
from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from deploy.cli.doctor.finding import Finding, Weight

WHERE = "door"
SECONDS = 10.0


def examine(gateway: str) -> Iterator[Finding]:
    """Yield what the gateway says is wrong with it and with the services behind it."""
    try:
        with build_opener(ProxyHandler({})).open(f"{gateway.rstrip('/')}/health/ready", timeout=SECONDS) as answer:
            said = json.load(answer)
    except HTTPError as error:
        said = json.load(error)
    except (OSError, HTTPException, ValueError) as error:
        yield Finding(
            "wrong", WHERE, f"Nobody answers at {gateway}: {error}", "Start the gateway, or what is before it."
        )
        return
    weight: Weight = "watch" if said["status"] == "degraded" else "wrong"
    for name, reason in said["reasons"].items():
        yield Finding(weight, WHERE, f"{name}: {reason}", f"Look at the log of {name}.")
