"""Configuration that every process takes from its environment. Secrets have no default."""

import os

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """What every service needs."""

    host: str = "127.0.0.1"
    port: int
    log_level: str = "info"
    service_key: SecretStr = Field(min_length=32)
    """Shared by the gateway and the services: it signs the passports that say who is calling."""


class KafkaSettings(BaseSettings):
    """What every process on Kafka needs."""

    kafka_bootstrap_servers: str
    kafka_partitions: int = 6
    kafka_replication: int = 1


def database_url(service: str) -> str:
    """Return the address of a service's database, with which it runs. Raises KeyError when it is not set."""
    return os.environ[f"DATABASE_URL_{service.upper()}"]
