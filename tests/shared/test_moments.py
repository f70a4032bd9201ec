"""A moment is written so that it can be read again."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.moments import written


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 1, 47, 8, 144954, tzinfo=UTC), "2026-11-23T01:47:08.144954Z"),
        (datetime(2026, 11, 23, 1, 47, 8, tzinfo=timezone(timedelta(hours=1))), "2026-11-23T00:47:08.000000Z"),
        (datetime(247, 6, 26, 21, 30, 7, 1000, tzinfo=UTC), "0247-06-26T21:30:07.001000Z"),
    ],
)
def test_it_has_four_digits_for_the_year_and_six_decimals(at: datetime, words: str) -> None:
    assert written(at) == words


@given(st.datetimes(timezones=st.just(UTC)))
def test_it_can_be_read_again(at: datetime) -> None:
    assert msgspec.convert(written(at), datetime) == at
