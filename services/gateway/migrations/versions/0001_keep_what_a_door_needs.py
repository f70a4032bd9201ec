"""Keep the submission log, the buckets of rate limits, and how far submissions on Kafka were taken."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0001_submissions.sql", role="gateway")
    execute_file(Path(__file__).parent / "0001_limits_and_offsets.sql", role="gateway")
