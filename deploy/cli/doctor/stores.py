"""An event store: whether what it keeps is safe from its own service, and whether it reaches Kafka."""

from collections.abc import AsyncIterator
from datetime import timedelta

from deploy.cli.doctor.finding import Finding, ago, several
from shared.postgres import Connection

PATIENCE = timedelta(seconds=60)

WAITING = """
SELECT count(*) AS waiting, clock_timestamp() - min(recorded_at) AS since FROM outbox JOIN events USING (position)
"""
GUARD = "SELECT tgenabled = 'A' FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgname = 'events_are_facts'"
RIGHTS = """
SELECT string_agg(r.rolname || ' may ' || a.privilege_type, ', ' ORDER BY r.rolname, a.privilege_type)
FROM pg_class c CROSS JOIN aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE c.oid = 'events'::regclass AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') AND a.grantee <> c.relowner
"""
# The lock's key is the hash of its task's name; its session is the leader's.
LED = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND classid::bigint << 32 | objid::bigint = hashtext('public.relay'))
"""


async def examine(name: str, connection: Connection) -> AsyncIterator[Finding]:
    """Yield what is wrong with the store of a service."""
    if not await connection.fetchval(GUARD):
        yield Finding(
            "wrong", name, "The guard that refuses to rewrite facts is off.",
            "ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_facts; then look at who took it off.",
        )  # fmt: skip
    if rights := await connection.fetchval(RIGHTS):
        yield Finding("wrong", name, f"Facts could be rewritten: {rights}.", "REVOKE these rights ON events.")
    led = await connection.fetchval(LED)
    if not led:
        yield Finding(
            "wrong", name, "Nobody carries its facts to Kafka. They are kept; figures stand still.",
            f"Start {name}-worker; deploy/runbooks/NobodyRelays.md says where to look.",
        )  # fmt: skip
    row = await connection.fetchrow(WAITING)
    assert row is not None
    if row["waiting"] and row["since"] > PATIENCE:
        yield Finding(
            "wrong", name,
            f"{several(row['waiting'], 'fact')} wait to be carried to Kafka, the oldest for {ago(row['since'])}.",
            "Look at Kafka and at the worker's log: deploy/runbooks/OutboxGrowsOld.md.",
        )  # fmt: skip
