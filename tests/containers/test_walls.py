"""What a container may not do, it cannot do."""

import json
from urllib.parse import urlsplit

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from deploy.containers.access import TOPICS, USERS
from deploy.containers.secrets import DATABASES
from shared import kafka
from shared.settings import Servers
from tests.containers.system import Inspected, System
from tests.deploy.containers.test_secrets import passwords

OURS = (
    "projects",
    "projects-worker",
    "training",
    "training-worker",
    "metrics",
    "metrics-worker",
    "gateway",
    "gateway-worker",
    "issuer",
)
RUNNING = (*OURS, "postgres", "kafka")
OUTSIDE = {"gateway": "PORT", "issuer": "ISSUER_PORT"}
FOR_TESTS = {"postgres", "kafka", "prometheus"}


def service(container: Inspected) -> str:
    return str(container["Config"]["Labels"]["com.docker.compose.service"])


def test_every_container_is_shut_in(stack: System) -> None:
    containers = stack.containers()

    for one in containers:
        host = one["HostConfig"]
        assert host["ReadonlyRootfs"], service(one)
        assert host["CapDrop"] == ["ALL"], service(one)
        assert not host["CapAdd"], service(one)
        assert not host["Privileged"], service(one)
        assert "no-new-privileges:true" in host["SecurityOpt"], service(one)
        assert 0 < host["Memory"] <= 2 * 2**30, service(one)
        assert 0 < host["PidsLimit"] <= 256, service(one)
        assert one["Config"]["User"] not in {"", "0", "root"}, service(one)
    assert {service(one) for one in containers} > set(RUNNING)


@pytest.mark.parametrize("name", RUNNING)
def test_nobody_is_root_and_nobody_writes_where_programs_are(stack: System, name: str) -> None:
    assert int(stack.inside(name, "id", "-u").stdout) > 0
    for folder in ("/", "/usr", "/etc", "/app", "/venv", "/run/secrets"):
        found = stack.inside(name, "sh", "-c", f"test ! -e {folder} || touch {folder}/here")
        assert found.returncode != 0 or stack.inside(name, "test", "-e", folder).returncode != 0, folder


def secrets(stack: System) -> list[str]:
    clients = stack.credentials["clients"].values()
    return [*passwords(stack.folder), *(client["client_secret"] for client in clients)]


def test_no_secret_is_in_an_environment_or_a_command(stack: System) -> None:

    for one in stack.containers():
        said = json.dumps([one["Config"]["Env"], one["Config"]["Cmd"], one["Config"]["Entrypoint"], one["Args"]])
        assert not [secret for secret in secrets(stack) if secret in said], service(one)
    assert len(secrets(stack)) > 20


def test_no_secret_is_in_a_log(stack: System) -> None:
    said = stack.run("logs", "--no-color")

    assert len(said) > 100
    assert not [secret for secret in secrets(stack) if secret in said]


def test_only_the_door_and_the_issuer_are_reached_from_outside_and_from_this_machine_alone(stack: System) -> None:
    published = {
        service(one): [
            binding["HostIp"] for bindings in one["HostConfig"]["PortBindings"].values() for binding in bindings
        ]
        for one in stack.containers()
        if one["HostConfig"]["PortBindings"] and service(one) not in FOR_TESTS
    }

    assert published == {name: ["127.0.0.1"] for name in OUTSIDE}


@pytest.mark.parametrize("name", OURS)
def test_who_needs_no_server_cannot_reach_it(stack: System, name: str) -> None:
    worker = name.endswith("-worker")
    reaches = {"kafka": worker, "postgres": True}
    script = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)"

    for server, port in (("kafka", "9092"), ("postgres", "5432")):
        found = stack.inside(name, "python", "-c", script, server, port)
        assert (found.returncode == 0) == reaches[server], (server, found.stderr)


async def test_a_database_admits_its_own_roles_alone(stack: System) -> None:
    for name in DATABASES:
        for other in DATABASES:
            url = stack.database_url(name).rpartition("/")[0] + f"/{other}"
            if name == other:
                await (await asyncpg.connect(url, timeout=10)).close()
            else:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await asyncpg.connect(url, timeout=10)


@pytest.mark.parametrize("password", ["postgres", "projects", "password", ""])
async def test_a_database_has_no_default_password(stack: System, password: str) -> None:
    address = urlsplit(stack.database_url("projects"))
    for user in ("postgres", "projects", "projects_owner"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(
                host=address.hostname, port=address.port, user=user, password=password, database="projects", timeout=10
            )


@pytest.mark.parametrize("user", USERS)
async def test_on_kafka_each_writes_and_reads_what_it_may(stack: System, user: str) -> None:
    everything, rights = {*TOPICS, kafka.WATERMARKS}, USERS[user]
    async with kafka.reader(stack.kafka_as(user)) as reader:
        cluster = await reader.client._client.fetch_all_metadata()

    assert cluster.topics() & everything == everything & {*rights.reads, *rights.writes}
    for topic in everything - set(rights.writes):
        with pytest.raises(TopicAuthorizationFailedError):
            await send(stack.kafka_as(user), topic)


async def send(servers: Servers, topic: str) -> None:
    producer = AIOKafkaProducer(**kafka.options(servers), request_timeout_ms=5_000)
    try:
        await producer.start()
        await producer.send_and_wait(topic, b"nothing that may be said")
    finally:
        await producer.stop()


async def test_kafka_admits_nobody_without_the_password(stack: System, caplog: pytest.LogCaptureFixture) -> None:
    bootstrap = stack.kafka.bootstrap
    with pytest.raises(KafkaError):
        await send(Servers(bootstrap, "SASL_PLAINTEXT", "projects", "projects"), "qi.projects")
    assert "SaslAuthenticationFailed" in caplog.text
    with pytest.raises(KafkaError):
        await send(Servers(bootstrap), "qi.projects")
