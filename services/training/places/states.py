"""What became of a place that was asked for, as the facts of its session tell it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.training.domain.session import DRAWN
from shared.contracts.event import Recorded
from shared.contracts.training import (
    SessionCancelled,
    SessionPlaceAccepted,
    SessionPlaceDeclined,
    SessionPlaceExpired,
    SessionPlaceOffered,
    SessionPlaceWithdrawn,
)
from shared.withdrawal import standing


class State(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """With its session."""


@dataclass(frozen=True)
class Drawing:
    """What a draw decided of a place that was asked for: the place it was to be offered, if any."""

    draw: str
    place: int | None


@dataclass(frozen=True)
class Found:
    """How far a place that was asked for is, and the offer that this rests on."""

    state: State
    place: int | None = None
    offer: str | None = None
    """The id of the fact."""
    draw: str | None = None


def offers(history: Iterable[Recorded]) -> dict[str, State]:
    """Return what became of each offer that a draw made and that stands, by the id of its fact."""
    answers: dict[str, State] = {}
    places: dict[int, list[str]] = {}
    for fact in standing(history):
        match fact.event:
            case SessionPlaceOffered(place=place):
                places.setdefault(place, []).append(fact.id)
                if fact.source == DRAWN:
                    answers[fact.id] = State.OFFERED
            case SessionPlaceAccepted(place=place):
                _answer(answers, places, place, State.ACCEPTED)
            case SessionPlaceDeclined(place=place):
                _answer(answers, places, place, State.DECLINED)
            case SessionPlaceExpired(place=place):
                _answer(answers, places, place, State.EXPIRED)
            case SessionPlaceWithdrawn(place=place):
                answers.pop(places[place].pop(), None)
            case SessionCancelled():
                answers = dict.fromkeys(answers, State.CANCELLED)
            case _:
                pass
    return answers


def found(
    asked: Mapping[str, Any], drawings: Sequence[Drawing], said: Mapping[str, State], *, cancelled: bool
) -> Found:
    """Return how far a place is: an offer counts that was said and stands, whatever a draw had meant to say.

    An offer that was taken back leaves the place waiting, as it was before.
    """
    for one in reversed(drawings):
        offer = f"{one.draw}/{one.place}"
        if one.place is not None and offer in said:
            return Found(said[offer], one.place, offer, one.draw)
    if asked["withdrawn_at"] is not None:
        return Found(State.WITHDRAWN)
    return Found(State.CANCELLED if cancelled else State.WAITING)


def _answer(answers: dict[str, State], places: Mapping[int, Sequence[str]], place: int, state: State) -> None:
    offer = places[place][-1]
    if offer in answers:
        answers[offer] = state
