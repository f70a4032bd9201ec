"""What is known of one publication: every record of it, whoever made it, since a joint paper is recorded by each.

Records are of one publication when they have the same DOI, or, without one, the same title and journal.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from msgspec import UNSET

from shared.contracts.event import Recorded
from shared.contracts.publication import PublicationRecorded, PublicationRetracted


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the publication."""

    stream: str
    kind: str
    relevant: bool
    published_on: date
    organisations: tuple[str, ...]
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication with its records, in the order in which they came."""

    key: str = ""
    records: tuple[Record, ...] = ()


def evolve(publication: Publication, fact: Recorded) -> Publication:
    """Return what is known of the publication after a fact of one of its records."""
    match fact.event:
        case PublicationRecorded() as said:
            one = Record(fact.stream, said.kind, said.relevant, said.published_on, said.organisations)
            return Publication(key(said), (*publication.records, one))
        case PublicationRetracted():
            kept = (replace(one, retracted=True) if one.stream == fact.stream else one for one in publication.records)
            return replace(publication, records=tuple(kept))
        case _:
            return publication


def key(said: PublicationRecorded) -> str:
    """Return what tells publications apart: a digest of the DOI or of title and journal, each folded."""
    told = ["title", _folded(said.title), _folded(said.journal)]
    if said.doi is not UNSET:
        told = ["doi", said.doi.strip().casefold()]
    return hashlib.blake2b("\0".join(told).encode(), digest_size=16).hexdigest()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
