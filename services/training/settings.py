"""What the training service takes from its environment."""

from pydantic import PostgresDsn

from shared import settings


class ApiSettings(settings.ServiceSettings):
    """For the process that admits facts, draws places and keeps the people directory."""

    database_url_training: PostgresDsn


class WorkerSettings(ApiSettings, settings.WorkerSettings):
    """For the process that relays facts and follows the members."""
