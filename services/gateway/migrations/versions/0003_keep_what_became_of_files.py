"""Keep what became of imported files."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0003_imports.sql", role="gateway")
