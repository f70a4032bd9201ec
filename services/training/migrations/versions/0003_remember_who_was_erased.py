"""Remember under which keys an entry was erased."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0003_erased_people.sql", role="training")
