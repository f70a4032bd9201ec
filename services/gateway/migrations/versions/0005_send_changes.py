"""Keep where organisations want their changes sent, and what was tried."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_file(Path(__file__).parent / "0005_webhooks.sql", role="gateway")
