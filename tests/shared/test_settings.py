"""What a process is told, and what it refuses to start with."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from shared import kafka
from shared.settings import Servers, WorkerSettings

KEY = "0123456789" * 4


def told(**more: object) -> WorkerSettings:
    return WorkerSettings(port=8080, service_key=SecretStr(KEY), kafka_bootstrap_servers="kafka:9092", **more)  # type: ignore[arg-type]


def test_a_setting_may_be_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "service_key").write_text(f"{KEY}\n")
    (tmp_path / "kafka_sasl_password").write_text("from a file")
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")
    monkeypatch.setenv("KAFKA_SASL_USERNAME", "projects")
    monkeypatch.setenv("PORT", "8080")

    settings = WorkerSettings(_secrets_dir=tmp_path)  # type: ignore[call-arg]

    assert settings.service_key.get_secret_value() == KEY
    assert settings.servers == Servers("kafka:9092", "SASL_PLAINTEXT", "projects", "from a file")


@pytest.mark.parametrize("key", ["", "short", f"{KEY}\nshort", "\n" * 40])
def test_no_key_is_short_also_while_there_are_two(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KEY", key)
    with pytest.raises(ValidationError):
        WorkerSettings(port=8080, kafka_bootstrap_servers="kafka:9092")  # type: ignore[call-arg]
    monkeypatch.setenv("SERVICE_KEY", f"{KEY}\n{KEY[::-1]}\n")
    assert WorkerSettings(port=8080, kafka_bootstrap_servers="kafka:9092")  # type: ignore[call-arg]


@pytest.mark.parametrize("half", [{}, {"kafka_sasl_username": "projects"}, {"kafka_sasl_password": "open sesame"}])
def test_who_has_to_prove_who_it_is_needs_a_name_and_a_password(half: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are needed") as refused:
        told(kafka_security_protocol="SASL_SSL", **half)

    assert "open sesame" not in str(refused.value)


def test_without_security_nothing_is_proved() -> None:
    assert kafka.options(told().servers) == {"bootstrap_servers": "kafka:9092", "security_protocol": "PLAINTEXT"}


def test_a_user_of_kafka_proves_who_it_is_by_scram() -> None:
    servers = told(
        kafka_security_protocol="SASL_SSL", kafka_sasl_username="projects", kafka_sasl_password="open sesame"
    ).servers

    options = kafka.options(servers)

    assert options.pop("ssl_context").check_hostname
    assert options == {
        "bootstrap_servers": "kafka:9092",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "projects",
        "sasl_plain_password": "open sesame",
    }
    assert "open sesame" not in repr(servers)
