"""What the projects service takes from its environment."""

from pydantic import PostgresDsn

from shared.settings import KafkaSettings, ServiceSettings


class ApiSettings(ServiceSettings):
    """For the process that admits facts."""

    database_url_projects: PostgresDsn


class WorkerSettings(ApiSettings, KafkaSettings):
    """For the process that relays facts and follows the members."""
