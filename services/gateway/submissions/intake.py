"""Where submissions are taken in, however they came: decided by their owners, noted in the log, receipted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.gateway.submissions.log import SubmissionLog
from services.gateway.submissions.receipt import Receipt, new_batch
from services.gateway.submissions.routing import Interrupted, Routing
from shared.identity import Caller


@dataclass(frozen=True)
class Intake:
    """Takes facts in."""

    routing: Routing
    log: SubmissionLog

    async def submit(self, raws: Sequence[bytes], caller: Caller) -> Receipt:
        """Let each fact be decided, and note what became of it, also when not all could be."""
        at = datetime.now(UTC)
        batch = new_batch(at)
        try:
            decided = await self.routing.submit(raws, caller)
        except Interrupted as interrupted:
            self.log.keep(Receipt(batch, at, caller.organisation, interrupted.decided))
            raise
        receipt = Receipt(batch, at, caller.organisation, decided)
        self.log.keep(receipt)
        return receipt
