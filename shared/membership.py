"""Who is a member, as a service that does not own the agreement has learned it from its topic."""

from collections.abc import Sequence

from shared.contracts.agreements import OrganisationJoined, OrganisationLeft
from shared.contracts.event import FactWithdrawn, Recorded
from shared.members import Member, Members
from shared.postgres import Connection

JOINED = """
INSERT INTO members (code, kind, "left") VALUES ($1, $2, false)
ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, "left" = false
"""


async def apply(connection: Connection, facts: Sequence[Recorded]) -> None:
    """Take in who joined and who left, in order."""
    for fact in facts:
        code = fact.stream.partition("/")[2]
        match fact.event:
            case OrganisationJoined(kind=kind):
                await connection.execute(JOINED, code, kind)
            case OrganisationLeft():
                await connection.execute('UPDATE members SET "left" = true WHERE code = $1', code)
            case FactWithdrawn() if fact.stream.startswith("organisation/"):
                # Joining opens the stream and stands for ever, so it is the leaving that was taken back.
                await connection.execute('UPDATE members SET "left" = false WHERE code = $1', code)


async def load(connection: Connection) -> Members:
    """Return every organisation that has ever joined."""
    rows = await connection.fetch('SELECT code, kind, "left" FROM members')
    return Members({row["code"]: Member(row["kind"], row["left"]) for row in rows})
