"""Keep clients, sessions and API keys, and who looked."""

from pathlib import Path

from shared.migrate import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("clients", "sessions", "api_keys", "audit"):
        execute_file(Path(__file__).parent / f"0002_{name}.sql", role="gateway")
