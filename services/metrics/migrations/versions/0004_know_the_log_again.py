"""Remember, in every version of the read side, which record each offset stands behind."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0004_know_the_log_again.sql", role="metrics")
