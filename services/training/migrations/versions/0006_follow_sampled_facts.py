"""Let sampled facts carry where in their trace they were submitted."""

from shared.migrate import execute_file, shared_schema

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_file(shared_schema("event_store_2.sql"))
