"""A stream as it was said, fact after fact, as far as its reader may see it."""

import re
from typing import Any

from services.metrics import kept_facts, sharing
from services.metrics.asking import Reading
from services.metrics.read_side import CONTRACTS
from shared.contracts.event import Recorded
from shared.http import Problem
from shared.moments import written


async def stream(reading: Reading, category: str, identifier: str) -> dict[str, Any]:
    """Return a stream; one of which the reader may see nothing is not there."""
    name = f"{category}/{identifier}"
    facts = await kept_facts.of_stream(reading.connection, name) if is_name(category, identifier) else []
    found = told(name, facts, reading)
    if not found:
        raise Problem(404, "UnknownStream", f"There is no stream {name[:100]}.")
    return {"stream": name, "events": found}


def is_name(category: str, identifier: str) -> bool:
    """Return whether there can be a stream of this name."""
    contract = CONTRACTS.get(category)
    kinds = contract.categories if contract is not None else ()
    return any(one.name == category and re.search(one.id_pattern, identifier) for one in kinds)


def told(stream: str, facts: list[Recorded], reading: Reading) -> list[dict[str, Any]]:
    """Return a stream's facts as they were submitted and kept."""
    return [
        {
            "id": fact.id,
            "source": fact.source,
            "type": fact.event.type,
            "time": written(fact.time),
            "organisation": fact.organisation,
            "version": fact.version,
            "recorded_at": written(fact.recorded_at),
            "data": data,
        }
        for fact, data in sharing.seen(stream, facts, reading.question.reader)
    ]
