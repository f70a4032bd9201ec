"""Golden Thread on one machine: its programs and what each is told. A new service is one line."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.credentials import EVERY_ROLE, ORGANISATIONS, RELYING_PARTY
from deploy.local.programs import Exit, Http, Program
from deploy.local.servers import Broker, Databases

DATABASES = ("projects", "training", "metrics", "gateway")
MIGRATED = DATABASES
ROOT = Path(__file__).parents[2]
PYTHON = {
    "PYTHONUNBUFFERED": "1",
    # Where this is set, every start compiles everything again: twice the time.
    "PYTHONDONTWRITEBYTECODE": "",
}


@dataclass(frozen=True)
class Service:
    """A process of ours."""

    name: str
    module: str
    database: str | None = None


SERVICES = (
    Service("projects-api", "services.projects.app", "projects"),
    Service("projects-worker", "services.projects.worker", "projects"),
    Service("training-api", "services.training.app", "training"),
    Service("training-worker", "services.training.worker", "training"),
    Service("metrics-api", "services.metrics.app", "metrics"),
    Service("metrics-worker", "services.metrics.worker", "metrics"),
    Service("issuer", "services.gateway.identity.local_issuer", "gateway"),
    Service("gateway", "services.gateway.app", "gateway"),
    Service("gateway-worker", "services.gateway.worker", "gateway"),
)
PORTS = (
    "postgres",
    "kafka",
    "kafka-controller",
    *(service.name for service in SERVICES),
)


@dataclass(frozen=True)
class Place:
    """Where everything is on this machine."""

    home: Path
    ports: Mapping[str, int]
    databases: Databases
    broker: Broker
    service_key: str
    sign_in_secret: str
    seal_key: str

    def url(self, service: str) -> str:
        """Return a service's address."""
        return f"http://127.0.0.1:{self.ports[service]}"


def programs(place: Place) -> tuple[Program, ...]:
    """Return the servers, the migrations, and the services, which wait for both."""
    servers = (*place.databases.programs, *place.broker.programs)
    before = ("migrations", *(server.name for server in place.broker.programs))
    services = [_service(service, place, before) for service in SERVICES]
    return (*servers, _migrations(place), *services)


def _migrations(place: Place) -> Program:
    """Migrate in one process: to import the tools takes longer than to find nothing to do."""
    return Program(
        name="migrations",
        command=(sys.executable, "-m", "shared.migrate", *MIGRATED),
        ready=Exit(),
        after=tuple(server.name for server in place.databases.programs),
        environment=PYTHON | {f"MIGRATION_URL_{name.upper()}": place.databases.owner_urls[name] for name in MIGRATED},
        folder=str(ROOT),
    )


def _service(service: Service, place: Place, after: tuple[str, ...]) -> Program:
    port = place.ports[service.name]
    environment = {
        "KAFKA_BOOTSTRAP_SERVERS": place.broker.bootstrap,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SERVICE_KEY": place.service_key,
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "info"),
        **PYTHON,
        **_own_settings(service.name, place),
    }
    if service.database is not None:
        variable = f"DATABASE_URL_{service.database.upper()}"
        environment[variable] = place.databases.user_urls[service.database]
    return Program(
        name=service.name,
        command=(sys.executable, "-m", service.module),
        ready=Http(port),
        after=after,
        environment=environment,
        folder=str(ROOT),
    )


def _own_settings(name: str, place: Place) -> dict[str, str]:
    """Return what only this one is told."""
    match name:
        case "projects-worker" | "training-worker" | "metrics-worker":
            return {"SEAL_KEY": place.seal_key}
        case "issuer":
            return {
                "ISSUER_CLIENTS_FILE": str(place.home / "clients.json"),
                "ISSUER_KEY_FILE": str(place.home / "issuer-key.json"),
            }
        case "gateway-worker":
            return _services(place) | {
                "KAFKA_SUBMITTERS": json.dumps(dict.fromkeys(ORGANISATIONS, EVERY_ROLE)),
                "PUBLIC_URL": place.url("gateway"),
            }
        case "gateway":
            return _services(place) | {
                "ISSUERS": json.dumps([_issuer(place.url("issuer"))]),
                "PROVIDER": json.dumps(_provider(place.url("issuer"), place.sign_in_secret)),
                "LOCAL_MODE": "true",
            }
        case _:
            return {}


def _services(place: Place) -> dict[str, str]:
    urls = {f"{name.upper()}_URL": place.url(f"{name}-api") for name in ("projects", "training", "metrics")}
    # Whoever starts it may name a mail server.
    mail = {name: value for name, value in os.environ.items() if name.startswith("SMTP_") or name == "MAIL_FROM"}
    # On one machine, who wants to be sent changes is on it too.
    return urls | mail | {"WEBHOOK_NETWORKS": json.dumps(["127.0.0.0/8"])}


def _issuer(url: str) -> dict[str, object]:
    return {
        "issuer": url,
        "jwks_url": f"{url}/.well-known/jwks.json",
        "audience": "golden-thread",
        "speaks_for_system": True,
    }


def _provider(url: str, secret: str) -> dict[str, object]:
    return {"issuer": url, "client_id": RELYING_PARTY, "client_secret": secret, "speaks_for_system": True}
