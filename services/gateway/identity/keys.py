"""An issuer's public keys: fetched when first needed, kept, and asked for again when they may have changed."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from shared.http import Problem
from shared.telemetry import log

SOONEST_SECONDS = 10.0
"""How soon, at the earliest, keys are asked for again because a token names an unknown one."""
RETRY_SECONDS = 1.0
FRESH_SECONDS = 3600.0
LONGEST_SECONDS = 86_400.0
"""How long keys go on being trusted when their issuer cannot be asked: a withdrawn key ends with them."""
MOST_BYTES = 256 * 1024
PUBLIC = frozenset({"EC", "RSA", "OKP"})
_TIMEOUT = aiohttp.ClientTimeout(total=5)


@dataclass
class IssuerKeys:
    """The keys of one issuer. Whoever needs what is being fetched waits for it; everyone else does not."""

    url: str
    client: aiohttp.ClientSession
    clock: Callable[[], float] = time.monotonic
    _known: KeySet | None = None
    _known_at: float = field(default=float("-inf"))
    _asked_at: float = field(default=float("-inf"))
    _question: asyncio.Task[None] | None = None

    async def holding(self, kid: object) -> KeySet:
        """Return the keys, asked for anew if they hold none with this id and have not just been asked for."""
        if self._is_due(kid):
            self._asked_at = self.clock()
            self._question = asyncio.create_task(self._ask())
        if self._question is not None and not self._holds(kid):
            await asyncio.shield(self._question)
        if self._known is None or self._age > LONGEST_SECONDS:
            raise Problem(
                503, "IssuerUnavailable", "The issuer of this token cannot be reached.", headers={"Retry-After": "1"}
            )
        return self._known

    @property
    def _age(self) -> float:
        return self.clock() - self._known_at

    def _is_due(self, kid: object) -> bool:
        if self._question is not None and not self._question.done():
            return False
        since = self.clock() - self._asked_at
        if self._known is None:
            return since >= RETRY_SECONDS
        return since >= SOONEST_SECONDS and (self._age >= FRESH_SECONDS or not self._holds(kid))

    def _holds(self, kid: object) -> bool:
        return self._known is not None and (kid is None or any(key.kid == kid for key in self._known.keys))

    async def _ask(self) -> None:
        """Fetch the keys; what was known goes on being known when that fails."""
        try:
            async with self.client.get(self.url, allow_redirects=False, timeout=_TIMEOUT) as response:
                if response.status != 200:  # noqa: PLR2004
                    raise ValueError(f"status {response.status}")
                self._known = _read(await response.content.read(MOST_BYTES))
                self._known_at = self.clock()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("identity.keys_not_fetched", url=self.url, error=repr(error))


def _read(body: bytes) -> KeySet:
    """Return what can verify a signature; a key of a kind that is not known here is no reason to lose the others."""
    said = msgspec.json.decode(body, type=dict[str, object])
    entries = said.get("keys")
    keys = []
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or entry.get("kty") not in PUBLIC or entry.get("use", "sig") != "sig":
            continue
        try:
            keys.append(JWKRegistry.import_key(entry))
        except (JoseError, ValueError, KeyError, TypeError):
            continue
    if not keys:
        raise ValueError("no keys")
    return KeySet(keys)
