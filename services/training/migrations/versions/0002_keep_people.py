"""Keep the people directory, and find the offers that somebody had."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0002_people.sql", role="training")
    execute_file(Path(__file__).parent / "0002_offers_by_person.sql")
