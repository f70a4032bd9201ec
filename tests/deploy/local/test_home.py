"""What a home keeps: secrets made once, readable by their owner only."""

from hashlib import sha256
from pathlib import Path

import pytest

from deploy.local import servers
from deploy.local.credentials import ORGANISATIONS, settle_clients, settle_secrets
from deploy.local.home import Home, hold, is_held
from deploy.local.servers import VariablesMissing


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_secret_is_made_once(home: Home) -> None:
    first = settle_secrets(home, ["a"])

    assert settle_secrets(home, ["b", "a"])["a"] == first["a"]
    assert len(first["a"]) == 43


def test_only_the_owner_may_read_them(home: Home) -> None:
    settle_clients(home, "http://gateway", "http://issuer")

    for name in ("secrets.json", "credentials.json", "clients.json"):
        assert (home.path / name).stat().st_mode & 0o777 == 0o600


def test_every_client_is_known_to_the_issuer_by_its_digest(home: Home) -> None:
    settle_clients(home, "http://gateway", "http://issuer")

    credentials = home.read("credentials.json")
    known = {client["client_id"]: client for client in home.read("clients.json")["clients"]}

    assert set(credentials["clients"]) == {*ORGANISATIONS, "ICS"}
    assert credentials["token_url"] == "http://issuer/oauth/token"
    for owner, client in credentials["clients"].items():
        as_known = known[client["client_id"]]
        assert as_known["secret_sha256"] == sha256(client["client_secret"].encode()).hexdigest()
        assert as_known["organisation"] == (None if owner == "ICS" else owner)


def test_the_system_reader_may_only_read(home: Home) -> None:
    settle_clients(home, "http://gateway", "http://issuer")

    reader = next(c for c in home.read("clients.json")["clients"] if c["client_id"] == "ics")

    assert (reader["roles"], reader["scope"]) == (["reader"], "system")


def test_a_lock_is_held_until_its_file_is_closed(home: Home) -> None:
    path = home.supervisor_lock
    held = hold(path, within=0)
    assert held is not None

    assert is_held(path)
    assert hold(path, within=0) is None
    held.close()
    assert not is_held(path)


def test_servers_that_exist_are_used(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")
    monkeypatch.setenv("DATABASE_URL_PROJECTS", "postgresql://user@there/projects")
    monkeypatch.setenv("MIGRATION_URL_PROJECTS", "postgresql://owner@there/projects")

    databases, broker = servers.prepare(home, {}, ["projects"], ["projects"], lambda _: None)

    assert (databases.programs, broker.programs) == ((), ())
    assert broker.bootstrap == "kafka:9092"
    assert databases.owner_urls == {"projects": "postgresql://owner@there/projects"}


def test_half_of_the_databases_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL_PROJECTS", "postgresql://user@there/projects")

    with pytest.raises(VariablesMissing, match="MIGRATION_URL_PROJECTS, DATABASE_URL_METRICS"):
        servers.external_databases(["projects", "metrics"])
