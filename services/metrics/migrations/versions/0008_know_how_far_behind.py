"""Keep, in every version of the read side, where the log ended when it was looked at last."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0008_know_how_far_behind.sql", role="metrics")
