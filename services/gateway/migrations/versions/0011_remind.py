"""Keep what members want to be reminded of, what they were told, and what is on its way."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0011_reminders.sql", role="gateway")
