"""What the metrics service takes from its environment."""

from pydantic import PostgresDsn

from shared.settings import KafkaSettings, ServiceSettings


class ApiSettings(ServiceSettings):
    """For the process that answers questions and admits the facts of the agreement."""

    database_url_metrics: PostgresDsn


class WorkerSettings(ApiSettings, KafkaSettings):
    """For the process that projects."""
