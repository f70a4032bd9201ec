"""What most would write: an ORM session and a transaction for each event, which moves the position too.

`python sqlalchemy_.py URL COUNT` prints how many events a second.
"""

import asyncio
import sys
import time

from sqlalchemy import BigInteger, Float, Integer, Text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCORES = 9


class Base(DeclarativeBase):
    """Its tables."""


class Score(Base):
    """A row for each project."""

    __tablename__ = "peer_orm_scores"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    score: Mapped[float] = mapped_column(Float, default=0.0)
    facts: Mapped[int] = mapped_column(Integer, default=0)


class Position(Base):
    """How far it is."""

    __tablename__ = "peer_orm_position"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    next: Mapped[int] = mapped_column(BigInteger, default=0)


async def projected(url: str, count: int) -> float:
    """Events a second."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine)
    async with sessions.begin() as session:
        session.add(Position(name="scores"))
    began = time.perf_counter()
    for place in range(count):
        async with sessions.begin() as session:
            row = await session.get(Score, f"project-{place // (SCORES + 1)}")
            if row is None:
                row = Score(id=f"project-{place // (SCORES + 1)}", score=0.0, facts=0)
                session.add(row)
            row.score, row.facts = place % (SCORES + 1) / 2, row.facts + 1
            position = await session.get_one(Position, "scores")
            position.next = place + 1
    seconds = time.perf_counter() - began
    await engine.dispose()
    return count / seconds


if __name__ == "__main__":
    print(asyncio.run(projected(sys.argv[1], int(sys.argv[2]))))
