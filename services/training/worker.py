"""The process that carries the facts of training to Kafka and learns who is a member."""

import asyncio

from services.training.settings import WorkerSettings
from shared.contracts.training import TRAINING
from shared.owner import carry_and_learn
from shared.telemetry import configure_logs


def main() -> None:
    """Work until stopped."""
    settings = WorkerSettings()
    configure_logs("training-worker", settings.log_level)
    asyncio.run(carry_and_learn(TRAINING, settings, str(settings.database_url_training)))


if __name__ == "__main__":
    main()
