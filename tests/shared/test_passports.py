"""A passport says who is calling, for a minute and no longer, however often it was seen."""

import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from shared.identity import Caller, NotAuthenticated, admitted, passport

KEY = "k" * 32
CALLER = Caller(organisation="RGP", roles=frozenset({"reader", "submitter"}))


def signed(key: str = KEY, **claims: object) -> str:
    return jwt.encode({"alg": "HS256"}, {"organisation": "RGP", **claims}, OctKey.import_key(key))


def test_who_is_named_is_who_is_calling() -> None:
    assert admitted(passport(CALLER, KEY), KEY) == CALLER


def test_different_callers_never_share_one() -> None:
    other = Caller(organisation="RM1", roles=CALLER.roles)
    reader = Caller(organisation="RGP", roles=frozenset({"reader"}))
    system = Caller(scope="system", roles=CALLER.roles)
    assert [admitted(passport(one, KEY), KEY) for one in (other, reader, system)] == [other, reader, system]


def test_one_that_is_over_opens_nothing_however_often_it_is_shown() -> None:
    over = signed(iss="golden-thread-gateway", exp=int(time.time()) - 1)
    for _ in range(2):
        with pytest.raises(NotAuthenticated):
            admitted(over, KEY)


@pytest.mark.parametrize("claims", [{"iss": "somebody"}, {}, {"iss": "golden-thread-gateway", "exp": None}])
def test_one_that_lacks_its_issuer_or_its_end_opens_nothing(claims: dict[str, object]) -> None:
    token = signed(**{"exp": int(time.time()) + 60, **claims})
    with pytest.raises(NotAuthenticated):
        admitted(token, KEY)


def test_another_key_makes_another_passport() -> None:
    admitted(passport(CALLER, KEY), KEY)
    with pytest.raises(NotAuthenticated):
        admitted(passport(CALLER, KEY), "o" * 32)


def test_while_the_key_is_changed_nobody_is_turned_away() -> None:
    """First the services learn the next key, then the gateway signs with it, then all forget the one before."""
    old, new = KEY, "n" * 32
    for gateway, service in (
        (old, f"{old}\n{new}"),
        (f"{new}\n{old}", f"{old}\n{new}\n"),
        (new, f"{new}\n{old}"),
        (new, new),
    ):
        assert admitted(passport(CALLER, gateway), service) == CALLER
    with pytest.raises(NotAuthenticated):
        admitted(passport(CALLER, old), new)
    with pytest.raises(NotAuthenticated):
        admitted(signed("o" * 32, iss="golden-thread-gateway", exp=int(time.time()) + 60), f"{old}\n{new}")
