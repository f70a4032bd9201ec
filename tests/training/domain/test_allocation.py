"""Places are shared out fairly: reserved ones first, then the least served; the same request alike for ever."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given, strategies

from services.training.domain.allocation import Asking, Draw, Drawn, share_out, turns
from services.training.domain.session import Answer, Offer, Session

DAY = date(2022, 5, 3)
FIRST = datetime(2022, 4, 20, 9, tzinfo=UTC)
ORGANISATIONS = ("RGP", "RM1", "RCX", "QMM")


def asking(number: int, organisation: str = "RGP", minute: int = 0) -> Asking:
    return Asking(
        person=str(UUID(int=number)), organisation=organisation, requested_at=FIRST + timedelta(minutes=minute)
    )


def session(places: int, reserved: dict[str, int] | None = None, taken: dict[int, str] | None = None) -> Session:
    offers = {place: (Offer(code, None, DAY),) for place, code in (taken or {}).items()}
    return Session(opened_by="QMM", places=places, reserved=reserved or {}, offers=offers)


def draw(*people: Asking, **others: object) -> Draw:
    return replace(Draw(asking=people, on=DAY, seed="spring"), **others)  # type: ignore[arg-type]  # by name


def persons(drawn: list[Drawn]) -> list[int]:
    return [UUID(one.person).int for one in drawn]


askings = strategies.lists(
    strategies.builds(
        asking,
        strategies.integers(1, 25),
        strategies.sampled_from(ORGANISATIONS),
        strategies.integers(0, 5),
    ),
    max_size=30,
)
some_places = strategies.dictionaries(strategies.sampled_from(ORGANISATIONS), strategies.integers(1, 6))
sessions = strategies.builds(
    session,
    strategies.integers(1, 12),
    some_places,
    strategies.dictionaries(strategies.integers(1, 12), strategies.sampled_from(ORGANISATIONS), max_size=6),
).map(lambda one: replace(one, offers={place: offers for place, offers in one.offers.items() if place <= one.places}))
draws = strategies.builds(
    lambda people, seed, quotas, released: draw(
        *people, seed=seed, quotas=quotas, release_on=DAY if released else None
    ),
    askings,
    strategies.text(max_size=5),
    some_places,
    strategies.booleans(),
)


@given(sessions, draws)
def test_no_more_is_offered_than_is_free_and_nothing_twice(one: Session, asked: Draw) -> None:
    drawn = share_out(one, asked)
    places = [offer.place for offer in drawn]
    assert len(set(places)) == len(places) <= one.places - len(one.holders())
    assert not set(places) & set(one.holders())
    assert set(places) <= set(range(1, one.places + 1))


@given(sessions, draws)
def test_everybody_who_is_offered_a_place_asked_for_it_and_gets_one(one: Session, asked: Draw) -> None:
    drawn = share_out(one, asked)
    assert max(Counter(offer.person for offer in drawn).values(), default=0) <= 1
    assert {offer.person for offer in drawn} <= {who.person for who in asked.asking}


@given(sessions, draws, strategies.randoms(use_true_random=False))
def test_the_same_request_is_answered_alike_in_whatever_order_it_comes(one: Session, asked: Draw, by: Random) -> None:
    shuffled = list(asked.asking)
    by.shuffle(shuffled)
    assert share_out(one, replace(asked, asking=shuffled)) == share_out(one, asked)


@given(sessions, draws)
def test_what_is_reserved_is_left_to_whom_it_is_reserved_for(one: Session, asked: Draw) -> None:
    asked = replace(asked, release_on=None)
    drawn = share_out(one, asked)
    held = Counter(offer.organisation for offer in one.holders().values())
    given_to = Counter(offer.organisation for offer in drawn)
    kept = sum(max(0, places - held[code] - given_to[code]) for code, places in one.reserved.items())
    free = one.places - len(one.holders())
    beyond = sum(max(0, n - max(0, one.reserved.get(code, 0) - held[code])) for code, n in given_to.items())
    assert beyond == 0 or len(drawn) + kept <= free


@given(sessions, draws)
def test_no_place_that_anybody_may_have_stays_empty_while_somebody_waits(one: Session, asked: Draw) -> None:
    asked = replace(asked, release_on=DAY)
    free = one.places - len(one.holders())
    assert len(share_out(one, asked)) == min(free, len({who.person for who in asked.asking}))


@given(sessions, draws)
def test_nobody_is_served_while_another_who_waits_has_received_less(one: Session, asked: Draw) -> None:
    asked = replace(asked, release_on=DAY)
    drawn = share_out(one, asked)
    received = Counter(offer.organisation for offer in one.holders().values())
    waiting = {offer.organisation: 0 for offer in drawn} | Counter(offer.organisation for offer in drawn)

    def ratio(code: str) -> float:
        return received[code] / asked.quotas.get(code, one.reserved.get(code, 1))

    for offer in drawn:
        assert ratio(offer.organisation) <= min(ratio(code) for code, left in waiting.items() if left)
        received[offer.organisation] += 1
        waiting[offer.organisation] -= 1


def test_reserved_places_come_first_whoever_asked_earlier() -> None:
    drawn = share_out(session(1, {"RGP": 1}), draw(asking(1, "RM1", 0), asking(2, "RGP", 9)))
    assert persons(drawn) == [2]


def test_reserved_places_are_kept_until_the_release_day() -> None:
    one, asked = session(2, {"RGP": 2}), draw(asking(1, "RM1"), asking(2, "RM1"))
    assert share_out(one, asked) == []
    assert share_out(one, replace(asked, release_on=DAY + timedelta(days=1))) == []
    assert len(share_out(one, replace(asked, release_on=DAY))) == 2


def test_what_an_organisation_holds_already_is_part_of_what_was_reserved_for_it() -> None:
    drawn = share_out(session(3, {"RGP": 1}, {1: "RGP"}), draw(asking(1, "RM1"), asking(2, "RM1")))
    assert [(one.place, one.organisation) for one in drawn] == [(2, "RM1"), (3, "RM1")]


def test_organisations_are_served_by_what_they_are_entitled_to() -> None:
    people = [asking(n, "RGP") for n in range(1, 10)] + [asking(n, "RM1") for n in range(11, 20)]
    drawn = share_out(session(9), draw(*people, quotas={"RGP": 2, "RM1": 1}))
    assert Counter(one.organisation for one in drawn) == {"RGP": 6, "RM1": 3}


def test_of_one_organisation_whoever_had_the_fewest_places_comes_first() -> None:
    prior = {str(UUID(int=1)): 2, str(UUID(int=2)): 1}
    asked = draw(asking(1, minute=0), asking(2, minute=1), asking(3, minute=2), prior_places=prior)
    assert persons(share_out(session(3), asked)) == [3, 2, 1]


def test_then_whoever_asked_first() -> None:
    assert persons(share_out(session(2), draw(asking(1, minute=7), asking(2, minute=3)))) == [2, 1]


def test_then_the_seed_decides_and_no_person_is_favoured() -> None:
    people = [asking(number) for number in range(1, 5)]
    winners = Counter(persons(share_out(session(1), draw(*people, seed=str(seed))))[0] for seed in range(400))
    assert set(winners) == {1, 2, 3, 4}
    assert min(winners.values()) > 60


def test_to_ask_twice_or_for_two_organisations_is_no_advantage() -> None:
    twice = [asking(1, "RGP", 5), asking(1, "RGP", 0), asking(1, "RM1", 1)]
    assert [one.organisation for one in share_out(session(3), draw(*twice))] == ["RGP"]


def test_whoever_holds_a_place_is_not_offered_another() -> None:
    offer = Offer("RGP", str(UUID(int=1)), DAY)
    one = replace(session(3), offers={1: (offer,)})
    assert share_out(one, draw(asking(1))) == []
    given_up = replace(one, offers={1: (replace(offer, answer=Answer.DECLINED),)})
    assert [drawn.place for drawn in share_out(given_up, draw(asking(1)))] == [1]


def test_a_place_for_nobody_in_particular_comes_after_those_for_people() -> None:
    unnamed = replace(asking(1, minute=0), named=False)
    served = asking(2, minute=5)
    assert persons(share_out(session(1), draw(unnamed, served, prior_places={served.person: 3}))) == [2]


def test_a_turn_says_what_it_was_decided_by() -> None:
    kept, shared, waits = asking(1, "RM1"), asking(2), replace(asking(3), named=False)
    decided = turns(session(2, {"RM1": 1}), draw(kept, shared, waits, prior_places={shared.person: 2}))
    told = [(one.asking.organisation, one.place, one.kept, one.received, one.entitled, one.prior) for one in decided]
    assert told == [("RM1", 1, True, 0, 1, 0), ("RGP", 2, False, 0, 1, 2), ("RGP", None, False, 1, 1, None)]


@given(sessions, draws)
def test_everybody_who_asked_and_has_no_place_has_one_turn(one: Session, asked: Draw) -> None:
    decided = turns(one, asked)
    assert {turn.asking.person for turn in decided} == {asking.person for asking in asked.asking}
    assert len(decided) == len({turn.asking.person for turn in decided})
    served = [turn.place is not None for turn in decided]
    assert served == sorted(served, reverse=True)
