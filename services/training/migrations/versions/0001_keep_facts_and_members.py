"""Keep facts, and follow who is a member."""

from shared.migrate import execute_file, shared_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_file(shared_schema("event_store_1.sql"), role="training")
    execute_file(shared_schema("consumer_1.sql"), role="training")
    execute_file(shared_schema("members_1.sql"), role="training")
