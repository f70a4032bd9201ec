"""Keep each organisation's keys and clients apart in the database too."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0010_own_keys.sql", role="gateway")
