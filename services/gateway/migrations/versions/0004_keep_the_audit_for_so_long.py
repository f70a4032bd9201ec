"""Remove what was written down of who looked when it has had its time."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0004_audit_retention.sql", role="gateway")
