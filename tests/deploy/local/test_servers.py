"""Real PostgreSQL and real Kafka under the supervisor: they start, are killed, and lose nothing."""

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import ports, servers
from deploy.local.background import launch
from deploy.local.home import Home
from deploy.local.programs import Plan
from deploy.local.servers import Broker, Databases
from deploy.local.stack import Stack

NAMES = ("projects", "metrics")
TOPIC = "qi.test"


class Servers:
    """Both servers, and what of them the tests need."""

    def __init__(self, home: Path) -> None:
        self.stack = Stack(home)
        self.databases, self.broker = self.start()

    def start(self) -> tuple[Databases, Broker]:
        """Start what is in the folder, new or not."""
        home = Home(self.stack.home)
        home.path.mkdir(exist_ok=True)
        port_of = ports.settle(home, ("postgres", "kafka", "kafka-controller"))
        databases, broker = servers.prepare(home, port_of, NAMES, NAMES, lambda _: None)
        programs = (*databases.programs, *broker.programs)
        plan = Plan(home=str(home.path), programs=programs, gateway_url="", tied=True)
        launch(plan, lambda _: None)
        return databases, broker


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    started = Servers(tmp_path_factory.mktemp("stack") / "home")
    yield started
    started.stack.remove()


async def test_an_acknowledged_record_survives_a_kill(started: Servers) -> None:
    bootstrap = started.broker.bootstrap
    await make_topic(bootstrap)

    sent = [await send(bootstrap, b"first")]
    started.stack.wait_until_back("kafka", started.stack.kill("kafka"))
    sent.append(await send(bootstrap, b"second"))
    started.stack.wait_until_back("kafka", started.stack.kill("kafka"))
    sent.append(await send(bootstrap, b"third"))

    assert sent == [0, 1, 2]
    assert await read(bootstrap, 3) == [b"first", b"second", b"third"]


async def test_a_committed_row_survives_a_kill(started: Servers) -> None:
    owner, user = started.databases.owner_urls["projects"], started.databases.user_urls["projects"]
    await execute(owner, "CREATE TABLE kept (id int); GRANT ALL ON kept TO projects")
    await execute(user, "INSERT INTO kept VALUES (7)")

    started.stack.wait_until_back("postgres", started.stack.kill("postgres"))

    assert await fetch(user, "SELECT id FROM kept") == [7]


async def test_both_come_back_with_their_data_after_a_stop(started: Servers) -> None:
    await execute(started.databases.owner_urls["metrics"], "CREATE TABLE kept AS SELECT 8 AS id")

    started.stack.stop()
    databases, broker = started.start()

    assert await fetch(databases.owner_urls["metrics"], "SELECT id FROM kept") == [8]
    assert await send(broker.bootstrap, b"fourth") == 3


async def test_a_service_reaches_only_its_own_database(started: Servers) -> None:
    url = started.databases.user_urls["projects"]

    for other in ("metrics", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(url.removesuffix("projects") + other, "SELECT 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(url, "CREATE TABLE mine (id int)")


async def test_a_password_is_needed(started: Servers) -> None:
    secret = started.databases.user_urls["projects"].split(":")[2].split("@")[0]
    url = started.databases.user_urls["projects"].replace(secret, "guess")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await fetch(url, "SELECT 1")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", "127.0.0.1"),
    ],
)
async def test_postgres_keeps_what_it_promises(started: Servers, setting: str, value: str) -> None:
    assert await fetch(started.databases.user_urls["projects"], f"SHOW {setting}") == [value]


async def test_kafka_makes_no_topic_unasked(started: Servers) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=started.broker.bootstrap)
    await admin.start()
    try:
        found = await admin.describe_topics(["never.made"])
        assert found[0]["error_code"] != 0
    finally:
        await admin.close()


async def fetch(url: str, query: str) -> list[object]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def make_topic(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(TOPIC, 1, 1)])
    finally:
        await admin.close()


async def send(bootstrap: str, value: bytes) -> int:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
        return int((await producer.send_and_wait(TOPIC, value, partition=0)).offset)


async def read(bootstrap: str, count: int) -> list[bytes]:
    partition = TopicPartition(TOPIC, 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([partition])
        return [(await consumer.getone(partition)).value for _ in range(count)]
