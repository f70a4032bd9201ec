"""A second read side, with every kind of subject; it is made anew from the topics, and the first is dropped."""

from pathlib import Path

from shared.migrate import execute_file, shared_schema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0003_read_side_2.sql", role="metrics")
    execute_file(shared_schema("consumer_1.sql"), role="metrics")
