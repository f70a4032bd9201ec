"""Keep where the log ended when it was looked at last."""

from shared.migrate import execute_file, shared_schema

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_file(shared_schema("consumer_3.sql"), role="projects")
