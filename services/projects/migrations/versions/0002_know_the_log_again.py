"""Remember which record each offset stands behind."""

from shared.migrate import execute_file, shared_schema

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(shared_schema("consumer_2.sql"), role="projects")
