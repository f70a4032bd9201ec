"""Seal what is kept, so that any later change of it is found."""

from shared.migrate import execute_file, shared_schema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(shared_schema("seals_1.sql"), role="projects")
