"""The hours in which StatBank reloads, in Oslo's time of summer and winter."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.sources.morning import in_reload


@pytest.mark.parametrize(
    ("utc", "told"),
    [
        # Winter: Oslo is an hour ahead; 2026-01-14 is a Wednesday.
        ("2026-01-14T03:59:59.999999", False),
        ("2026-01-14T04:00", True),
        ("2026-01-14T07:14:59.999999", True),
        ("2026-01-14T07:15", False),
        # Summer: two hours ahead.
        ("2026-07-15T02:59", False),
        ("2026-07-15T03:00", True),
        ("2026-07-15T06:14", True),
        ("2026-07-15T06:15", False),
        # The Fridays before and the Mondays after the clock is changed (29 March, 25 October).
        ("2026-03-27T07:00", True),
        ("2026-03-30T07:00", False),
        ("2026-03-30T03:00", True),
        ("2026-10-23T03:00", True),
        ("2026-10-26T03:00", False),
        ("2026-10-26T07:00", True),
        # Saturday and Sunday, and a Sunday evening in UTC that is Monday in Oslo, at night.
        ("2026-01-17T06:00", False),
        ("2026-01-18T06:00", False),
        ("2026-01-18T23:30", False),
    ],
)
def test_the_reload_follows_oslo(utc, told):
    assert in_reload(datetime.fromisoformat(utc).replace(tzinfo=UTC)) is told


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.integers(-12 * 60, 12 * 60),
)
def test_the_zone_in_which_a_moment_is_told_does_not_matter(moment, minutes):
    here = moment.replace(tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(minutes=minutes)))
    assert in_reload(here) is in_reload(there)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        in_reload(datetime(2026, 1, 14, 6))
