"""What the process of a release with one measure more does; imported once that is part of the package."""

import json
import os
import signal
from datetime import datetime, timedelta

from services.metrics import recounts
from services.metrics.definition import Measure
from services.metrics.freshness import freshness
from services.metrics.measures import MEASURES
from services.metrics.recounts import Recounts
from tests.metrics.anything import ORGANISATIONS, tell
from tests.metrics.readside import ReadSide, opened

FEW_AT_ONCE = 3
SLUG = "patients-in-the-team"


async def work(url: str, schema: str, what: str, *story: str) -> None:
    """Do as this process is asked."""
    recounts.AT_ONCE = FEW_AT_ONCE
    async with opened(url, schema) as side:
        again = Recounts(side.projector.measures, side.projector.recount)
        if what == "crash":
            for _ in range(2):
                async with side.connection.transaction():
                    await again.some(side.connection)
            async with side.connection.transaction():
                await again.some(side.connection)
                os.kill(os.getpid(), signal.SIGKILL)
        await finish(side, *map(int, story))


async def finish(side: ReadSide, seed: int, size: int, known: int) -> None:
    """Take in the rest of a story, fill the measure, and say what it counts."""
    facts = tell(seed, size, things=12)
    await side.take(facts[known:])
    await side.count_again()
    now = facts[-1].recorded_at + timedelta(seconds=1)
    for as_at in (None, facts[known // 2].recorded_at):
        print(json.dumps(await counted(side, MEASURES[SLUG], ("", *ORGANISATIONS), now, as_at)))
    async with side.engine.connect() as connection:
        at = (await freshness(connection)).of(SLUG)
    print(json.dumps(at and at.isoformat()))


async def counted(
    side: ReadSide, measure: Measure, whose: tuple[str, ...], now: datetime, as_at: datetime | None
) -> dict[str, list[int]]:
    """Return numerator and denominator by organisation and year."""
    found = {}
    for year in ("2021/22", "2022/23", "2023/24"):
        of_year = await side.figures(year, whose, now=now, as_at=as_at, measures=[measure])
        for (_, code), figure in of_year.items():
            found[f"{code} {year}"] = [figure["numerator"], figure["denominator"]]
    return found
