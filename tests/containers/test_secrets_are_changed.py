"""Every secret is changed, as deploy/runbooks/secrets.md says, while facts are submitted, of which none is lost."""

import asyncio
import subprocess

import asyncpg
import pytest

from deploy.containers.secrets import DATABASES, PASSWORDS, add, drop, renew, settle, turn
from tests.client import Door
from tests.containers.system import ROOT, System
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import assert_figures_are_right
from tests.journeys.projects import Year
from tests.oracles import assert_nothing_lost_or_doubled, mark

SERVICES = ("projects", "training", "metrics")
WORKERS = ("projects-worker", "training-worker", "metrics-worker")
CHANGED = [*PASSWORDS, *(f"{kind}_url_{name}" for kind in ("database", "migration") for name in DATABASES)]
NOT_HERE = {"grafana_password"}
ALTER = (
    r'(printf "ALTER ROLE postgres PASSWORD \047"; cat; printf "\047;") | '
    "PGPASSWORD=$(cat /run/secrets/postgres_password) psql -X -q -h 127.0.0.1 -U postgres -v ON_ERROR_STOP=1"
)


def job(stack: System, name: str) -> None:
    stack.run("run", "--rm", "--no-TTY", "--no-deps", name)


def begin_again(stack: System, *names: str) -> None:
    """Replace processes one after the other, each once the one before is healthy."""
    for name in names:
        stack.run("up", "--detach", "--wait", "--no-deps", "--no-build", "--force-recreate", name)


def anew(stack: System, *names: str) -> None:
    for name in names:
        renew(stack.folder, name)
    door, issuer = (f"http://127.0.0.1:{stack.ports[name]}" for name in ("PORT", "ISSUER_PORT"))
    settle(stack.folder, gateway=door, issuer=issuer)


def told(stack: System, service: str, said: str, *command: str) -> None:
    """Run something in a service's container that reads what is said."""
    [container] = stack.of(service)
    done = subprocess.run(
        ["docker", "exec", "--interactive", container, *command],
        input=said, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def change_everything(stack: System) -> None:
    secret = stack.folder.joinpath
    # Of databases: connections that are open stay open until their process is replaced.
    anew(stack, *(f"{kind}_url_{name}" for kind in ("database", "migration") for name in DATABASES))
    job(stack, "databases")
    begin_again(stack, *SERVICES, *WORKERS, "issuer", "gateway-worker", "gateway")
    anew(stack, "postgres_password")
    told(stack, "postgres", secret("postgres_password").read_text(), "sh", "-c", ALTER)
    # Of Kafka.
    anew(stack, *(f"kafka_password_{name}" for name in DATABASES))
    job(stack, "kafka-access")
    begin_again(stack, *WORKERS, "gateway-worker")
    anew(stack, "kafka_password_admin")
    told(stack, "kafka", secret("kafka_password_admin").read_text(), "/etc/golden-thread/change-admin")
    anew(stack, "kafka_password_broker")
    begin_again(stack, "kafka")
    # What the door signs with: the services know the next one before it is used.
    for change in (add, turn, drop):
        change(stack.folder, "service_key")
        begin_again(stack, *(SERVICES if change is not turn else ("gateway", "gateway-worker")))
    begin_again(stack, "gateway", "gateway-worker")
    # What days are signed with: those before stay, for the days that they signed.
    add(stack.folder, "seal_key")
    turn(stack.folder, "seal_key")
    begin_again(stack, *WORKERS)


async def test_every_secret_is_changed_while_facts_are_submitted_and_none_is_lost(
    stack: System, door: Door, year: Year
) -> None:
    since, before = await mark(stack), {name: (stack.folder / name).read_text() for name in CHANGED}
    old = stack.database_url("projects")
    changing = asyncio.create_task(asyncio.to_thread(change_everything, stack))
    sent, answers = [], []

    while not changing.done() or not sent:
        batches = submission(year)[:4]
        answers += await door.submit_all(batches, within=120)
        sent += [event for batch in batches for event in batch]
    await changing

    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, sent, year)
    assert {name for name in CHANGED if (stack.folder / name).read_text() == before[name]} == NOT_HERE
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(old, timeout=10)
