"""Answers kept while nothing that they rest on has changed; only how fresh they are is written anew.

What an answer says follows from the read side, from who asks, and from the day. While the read side stands still its
watermarks go on, so each answer is kept as the pieces between the places that name its freshness.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from services.metrics.asking import Question
from services.metrics.freshness import Freshness
from shared.moments import written

MOST_BYTES = 16 * 1024 * 1024
LONGEST = 256 * 1024
"""Longer answers are pages of lists, which hardly anybody asks for twice."""


@dataclass(frozen=True)
class Kept:
    """One answer: its tag, and its body without its freshness."""

    tag: str
    pieces: list[bytes]

    def body(self, at: datetime | None) -> bytes:
        """Return the body as it is written at this freshness."""
        return _stamp(at).join(self.pieces)


class KeptAnswers:
    """The answers that hold for one state of one version of the read side; a later state begins anew."""

    def __init__(self) -> None:
        self._state: Hashable = None
        self._answers: dict[Hashable, Kept] = {}
        self._bytes = 0

    def find(self, state: Hashable, asked: Hashable) -> Kept | None:
        """Return what was answered to the same question in this state."""
        return self._answers.get(asked) if state == self._state else None

    def keep(self, state: Hashable, asked: Hashable, answer: Kept) -> None:
        """Keep an answer, in place of all of another state."""
        size = sum(map(len, answer.pieces))
        if state != self._state or self._bytes + size > MOST_BYTES:
            self._state, self._answers, self._bytes = state, {}, 0
        if size <= LONGEST:
            self._answers[asked] = answer
            self._bytes += size


def pieces(body: object, at: datetime | None) -> list[bytes]:
    """Return a body as JSON, cut where it names its freshness."""
    return msgspec.json.encode(body).split(_stamp(at))


def lasts(question: Question, fresh: Freshness) -> bool:
    """Return whether the same state gives the same answer: not while measures are counted again between batches,
    nor while what is not known yet belongs to the moment asked for."""
    if fresh.at is None or fresh.held_back:
        return False
    return question.as_at is None or question.as_at <= fresh.at


def _stamp(at: datetime | None) -> bytes:
    return msgspec.json.encode({"fresh_as_of": at and written(at)})[1:-1]
