"""Keep the facts of the agreement, and the first version of the read side."""

from pathlib import Path

from shared.migrate import execute_file, shared_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_file(shared_schema("event_store_1.sql"), role="metrics")
    execute_file(Path(__file__).parent / "0001_read_sides.sql", role="metrics")
    execute_file(shared_schema("consumer_1.sql"), role="metrics")
    execute_file(Path(__file__).parent / "0001_read_side.sql", role="metrics")
