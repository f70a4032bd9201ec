"""Keep what people have begun to fill in."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0007"
down_revision = "0005"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0007_drafts.sql", role="gateway")
