"""What the metrics service takes from its environment."""

from pydantic import PostgresDsn

from shared import settings


class ApiSettings(settings.ServiceSettings):
    """For the process that answers questions and admits the facts of the agreement."""

    database_url_metrics: PostgresDsn


class WorkerSettings(ApiSettings, settings.WorkerSettings):
    """For the process that projects."""
