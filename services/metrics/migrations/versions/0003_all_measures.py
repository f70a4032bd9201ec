"""Read sides are made and made anew beside each other; the first, which knew projects alone, is dropped."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0003_read_sides.sql", role="metrics")
