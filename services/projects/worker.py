"""The process that carries the facts of projects to Kafka and learns who is a member."""

import asyncio

from services.projects.settings import WorkerSettings
from shared.contracts.projects import PROJECTS
from shared.owner import carry_and_learn
from shared.telemetry import configure_telemetry


def main() -> None:
    """Work until stopped."""
    settings = WorkerSettings()
    configure_telemetry("projects-worker", settings.log_level)
    asyncio.run(carry_and_learn(PROJECTS, settings, str(settings.database_url_projects)))


if __name__ == "__main__":
    main()
