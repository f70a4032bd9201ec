"""Keep the places that organisations ask for, and what was drawn of them."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0008_place_requests.sql", role="training")
