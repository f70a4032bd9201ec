"""Targets and leavings that were said in error are taken back."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0002_take_agreements_back.sql", role="metrics")
