"""Configuration that every process takes from its environment. Secrets have no default."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# A value that is refused may be a secret: it is never shown.
QUIET = SettingsConfigDict(hide_input_in_errors=True)


class ServiceSettings(BaseSettings):
    """What every service needs."""

    model_config = QUIET

    host: str = "127.0.0.1"
    port: int
    log_level: str = "info"
    service_key: SecretStr = Field(min_length=32)
    """Shared by the gateway and the services: it signs the passports that say who is calling."""


class WorkerSettings(ServiceSettings):
    """What every process on Kafka needs as well."""

    kafka_bootstrap_servers: str
    kafka_partitions: int = 6
    kafka_replication: int = 1
