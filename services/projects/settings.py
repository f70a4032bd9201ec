"""What the projects service takes from its environment."""

from pydantic import PostgresDsn

from shared import settings


class ApiSettings(settings.ServiceSettings):
    """For the process that admits facts."""

    database_url_projects: PostgresDsn


class WorkerSettings(ApiSettings, settings.WorkerSettings):
    """For the process that relays facts and follows the members."""
