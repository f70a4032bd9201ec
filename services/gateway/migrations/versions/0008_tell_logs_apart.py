"""Keep what tells a log of submissions from another that came in its place."""

from shared.migrate import execute_file, shared_schema

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_file(shared_schema("consumer_2.sql"))
