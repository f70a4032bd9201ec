"""`make secrets` makes each secret once, and nothing has a password that anyone could know."""

import json
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.containers.secrets import DATABASES, PASSWORDS, add, drop, main, renew, settle, turn
from deploy.local.system import DATABASES as LOCAL

SHORTEST = 40


def passwords(folder: Path) -> list[str]:
    addresses = [urlsplit((folder / f"{kind}_url_{name}").read_text()) for kind in KINDS for name in DATABASES]
    return [*((folder / name).read_text() for name in PASSWORDS), *(one.password or "" for one in addresses)]


KINDS = ("database", "migration")


def test_every_password_is_long_and_like_no_other(tmp_path: Path) -> None:
    settle(tmp_path / "one")
    settle(tmp_path / "two")

    found = passwords(tmp_path / "one") + passwords(tmp_path / "two")

    assert min(map(len, found)) > SHORTEST
    assert len(set(found)) == len(found)


def test_what_was_made_is_kept_and_what_was_deleted_is_made_anew(tmp_path: Path) -> None:
    settle(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    (tmp_path / "kafka_password_projects").unlink()

    made = settle(tmp_path)

    after = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert made == ["kafka_password_projects"]
    assert {name for name in before if before[name] != after[name]} == {"kafka_password_projects"}


def test_only_their_owner_enters_the_folder_and_containers_read_the_files(tmp_path: Path) -> None:
    settle(tmp_path / "secrets")

    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "service_key").stat().st_mode) == 0o444
    assert stat.S_IMODE((tmp_path / "secrets" / "credentials.json").stat().st_mode) == 0o600


def test_each_service_has_a_database_with_an_owner_and_a_user(tmp_path: Path) -> None:
    settle(tmp_path)

    for name in LOCAL:
        user = urlsplit((tmp_path / f"database_url_{name}").read_text())
        owner = urlsplit((tmp_path / f"migration_url_{name}").read_text())
        assert (user.username, user.path) == (name, f"/{name}")
        assert (owner.username, owner.path) == (f"{name}_owner", f"/{name}")


def test_the_issuer_knows_the_clients_by_digests_alone(tmp_path: Path) -> None:
    settle(tmp_path)

    known = (tmp_path / "issuer_clients").read_text()

    clients = json.loads((tmp_path / "credentials.json").read_text())["clients"]
    assert len(clients) > 1
    assert all(client["client_id"] in known and client["client_secret"] not in known for client in clients.values())


def test_people_sign_in_at_the_address_of_browsers_which_the_door_asks_by_another(tmp_path: Path) -> None:
    settle(tmp_path, issuer="http://127.0.0.1:9000")

    provider = json.loads((tmp_path / "provider").read_text())
    listed = json.loads((tmp_path / "issuer_clients").read_text())["relying_party"]
    assert (provider["issuer"], provider["client_id"]) == ("http://127.0.0.1:9000", listed["client_id"])
    assert provider["discovery_url"].startswith("http://issuer:8080/")
    (tmp_path / "provider").unlink()
    (tmp_path / "provider").write_text(other := json.dumps(provider | {"issuer": "https://identity.example"}))
    assert settle(tmp_path) == []
    assert (tmp_path / "provider").read_text() == other


def test_a_key_is_changed_in_three_steps_and_none_of_them_loses_the_one_that_signs(tmp_path: Path) -> None:
    settle(tmp_path)
    path = tmp_path / "service_key"
    old = path.read_text()

    add(tmp_path, "service_key")
    first, new = path.read_text().split()
    assert first == old
    turn(tmp_path, "service_key")
    assert path.read_text().split() == [new, old]
    drop(tmp_path, "service_key")
    assert path.read_text() == new
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_what_is_renewed_is_another_and_nothing_else_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    monkeypatch.setattr("sys.argv", ["secrets", str(tmp_path), "--renew", "postgres_password", "--add", "seal_key"])

    main()

    after = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"postgres_password", "seal_key"}
    assert len(after["seal_key"].split()) == 2


def test_a_secret_that_is_none_or_has_no_second_is_refused(tmp_path: Path) -> None:
    settle(tmp_path)
    with pytest.raises(SystemExit, match="kafka_passwd is none of these"):
        renew(tmp_path, "kafka_passwd")
    with pytest.raises(SystemExit, match="service_key, seal_key"):
        add(tmp_path, "postgres_password")
