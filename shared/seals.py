"""Chains of hashes over all facts, and signed roots over the chains. Pure.

Facts are taken in the order of recording, each into the chain that its stream belongs to. The order is the same
wherever they are read, and so are the heads: a store that was restored from its log proves as much as it did before.
Names are in no fact, so that erasing somebody changes nothing here.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TypeAlias

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.moments import written

CHAINS = 16
NOTHING = bytes(32)
Key: TypeAlias = OKPKey | KeySet
"""One key, or all that days were ever signed with."""
_ALGORITHM = "Ed25519"
_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
"""What stands before the 32 bytes of an Ed25519 key in PKCS #8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One fact, to the last byte, as a store keeps it."""

    stream: str
    version: int
    type: str
    organisation: str
    source: str
    id: str
    content: bytes
    time: datetime
    recorded_at: datetime
    data: str

    @property
    def digest(self) -> bytes:
        """Of everything that it says, written down in one way only."""
        said = (
            self.stream, self.version, self.type, self.organisation, self.source, self.id, self.content.hex(),
            written(self.time), written(self.recorded_at), self.data,
        )  # fmt: skip
        return sha256(msgspec.json.encode(said)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """How the chains stood once everything recorded up to a moment was taken in."""

    number: int
    through: datetime
    facts: int
    heads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """What a day comes to, as it was written down."""

    day: date
    seal: int
    root: bytes
    signed: str | None


@dataclass
class Chains:
    """The heads of all chains, and how many facts were taken in since the last seal."""

    heads: list[bytes] = field(default_factory=lambda: [NOTHING] * CHAINS)
    facts: int = 0

    def take(self, fact: Sealed) -> None:
        """Take in the next fact in the order of recording, and for one moment of streams and versions."""
        chain = chain_of(fact.stream)
        self.heads[chain] = sha256(self.heads[chain] + fact.digest).digest()
        self.facts += 1


def chain_of(stream: str) -> int:
    """Return the chain that a stream belongs to."""
    return zlib.crc32(stream.encode()) % CHAINS


def root_of(previous: bytes, day: date, heads: Sequence[bytes]) -> bytes:
    """Return the root of a day, which stands for everything that was ever recorded before its end."""
    return sha256(b"".join((previous, day.isoformat().encode(), *heads))).digest()


def end_of(day: date) -> datetime:
    """Return the last moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1)


def differing_from(seal: Seal, chains: Chains) -> list[int]:
    """Return the chains that facts do not lead to where a seal says they stood; all, if only the number differs."""
    differing = [one for one in range(CHAINS) if chains.heads[one] != seal.heads[one]]
    return differing or ([] if chains.facts == seal.facts else list(range(CHAINS)))


def broken(seals: Iterable[Seal], facts: Iterator[Sealed]) -> Iterator[tuple[datetime | None, Seal, list[int]]]:
    """Yield each seal that the facts do not bear out, with the moment it begins after and the chains that differ.

    A seal that names no chain is out of order itself, or counts otherwise. After a fault the chains go on from what
    was sealed, so that each fault is told once.
    """
    chains, after, ahead = Chains(), None, next(facts, None)
    number = 0
    for seal in seals:
        chains.facts, number = 0, number + 1
        while ahead is not None and ahead.recorded_at <= seal.through:
            chains.take(ahead)
            ahead = next(facts, None)
        differing = differing_from(seal, chains)
        in_order = seal.number == number and (after is None or after < seal.through)
        if differing or not in_order:
            yield after, seal, differing
        chains.heads, after, number = list(seal.heads), seal.through, seal.number


def broken_roots(roots: Iterable[Root], seals: dict[int, Seal], key: Key | None) -> Iterator[str]:
    """Yield what is wrong with the roots of days, given the seals that they stand on."""
    previous, expected = NOTHING, None
    for one in roots:
        seal = seals.get(one.seal)
        if expected is not None and one.day != expected:
            yield f"{expected} has no root"
        if seal is None or seal.through != end_of(one.day) or one.root != root_of(previous, one.day, seal.heads):
            yield f"{one.day}: the root is not what its seals come to"
        if key is not None and not _is_signed(one, key):
            yield f"{one.day}: the root is not signed by this key"
        previous, expected = one.root, one.day + timedelta(days=1)


def private_key(secret: str) -> OKPKey:
    """Return the key that a secret stands for."""
    return OKPKey.import_key(_PKCS8 + sha256(secret.encode()).digest())


def key_set(keys: Iterable[OKPKey]) -> KeySet:
    """Return keys of which any may have signed a day; a day names its own."""
    known = [OKPKey.import_key({**one.as_dict(private=False), "kid": one.thumbprint()}) for one in keys]
    return KeySet([*known])


def sign(day: date, root: bytes, key: OKPKey) -> str:
    """Return a day and its root, signed, as a JWS."""
    payload = msgspec.json.encode({"day": day, "root": root.hex()})
    return jws.serialize_compact({"alg": _ALGORITHM, "kid": key.thumbprint()}, payload, key, algorithms=[_ALGORITHM])


def _is_signed(one: Root, key: Key) -> bool:
    try:
        signed = jws.deserialize_compact(one.signed or "", key, algorithms=[_ALGORITHM])
    except (JoseError, ValueError):
        return False
    return signed.payload == msgspec.json.encode({"day": one.day, "root": one.root.hex()})
