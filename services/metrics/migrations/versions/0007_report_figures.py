"""Every figure as one row, and what of it may be read with SQL."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for name in ("0007_reported.sql", "0007_reporting.sql"):
        execute_file(Path(__file__).parent / name, role="metrics")
