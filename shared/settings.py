"""Configuration that every process takes from its environment. Secrets have no default."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self, TypeAlias

from joserfc.jwk import OKPKey
from pydantic import Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared import identity
from shared.seals import private_key

SECRETS = Path(os.environ.get("SECRETS_DIR", "/run/secrets"))
"""Where containers find secrets: every setting may be a file of its name here, where the environment lacks it."""
QUIET = SettingsConfigDict(
    # A value that is refused may be a secret: it is never shown.
    hide_input_in_errors=True,
    secrets_dir=SECRETS if SECRETS.is_dir() else None,
)

SHORTEST_KEY = 32
Security: TypeAlias = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


@dataclass(frozen=True)
class Servers:
    """Where Kafka is, and how to be admitted there."""

    bootstrap: str
    security: Security = "PLAINTEXT"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Whose certificates are trusted, beside those that the machine trusts."""


class ServiceSettings(BaseSettings):
    """What every service needs."""

    model_config = QUIET

    host: str = "127.0.0.1"
    port: int
    log_level: str = "info"
    service_key: SecretStr = Field(min_length=SHORTEST_KEY)
    """Shared by the gateway and the services: it signs the passports that say who is calling.

    Two, a line each, while it is changed: the first signs, both are admitted.
    """

    @field_validator("service_key")
    @classmethod
    def _each_key_is_long(cls, value: SecretStr) -> SecretStr:
        found = identity.keys(value.get_secret_value())
        if not found or any(len(one) < SHORTEST_KEY for one in found):
            raise ValueError(f"each key needs {SHORTEST_KEY} characters at least")
        return value


class KafkaSettings(BaseSettings):
    """What every process on Kafka needs."""

    model_config = QUIET

    kafka_bootstrap_servers: str
    kafka_security_protocol: Security = "PLAINTEXT"
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    """With a user, SCRAM-SHA-512 proves who is on Kafka."""
    kafka_ssl_cafile: FilePath | None = None
    kafka_partitions: int = 6
    kafka_replication: int = 1

    @model_validator(mode="after")
    def _a_user_has_a_password(self) -> Self:
        named = self.kafka_sasl_username is not None and self.kafka_sasl_password is not None
        if self.kafka_security_protocol.startswith("SASL") and not named:
            raise ValueError("KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are needed")
        return self

    @property
    def servers(self) -> Servers:
        """Where Kafka is, for this process."""
        password = self.kafka_sasl_password
        return Servers(
            self.kafka_bootstrap_servers,
            self.kafka_security_protocol,
            self.kafka_sasl_username,
            None if password is None else password.get_secret_value(),
            self.kafka_ssl_cafile,
        )


class WorkerSettings(ServiceSettings, KafkaSettings):
    """What every service's process on Kafka needs."""

    seal_key: SecretStr | None = Field(default=None, min_length=32)
    """Signs what each day comes to; without it days are sealed and nobody has signed them.

    Of several, a line each, the first signs; the others did before.
    """

    @property
    def signing_key(self) -> OKPKey | None:
        """The key that the secret stands for."""
        return None if self.seal_key is None else private_key(identity.keys(self.seal_key.get_secret_value())[0])
