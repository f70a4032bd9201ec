"""How Alembic reaches this service's database."""

from shared.migration_env import run

run()
