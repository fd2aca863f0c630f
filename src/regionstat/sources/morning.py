"""When StatBank reloads its tables, and may show figures of the next release as zero."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
RELOAD = (time(5, 0), time(8, 15))


def in_reload(moment: datetime) -> bool:
    """Say whether `moment`, with a time zone, is a weekday from 05:00 to 08:15 in Oslo.

    Figures that are due at 08:00 may then be shown as 0 or `.`, and the load peaks until
    08:15 (StatBank's user guide). Raises `ValueError` for a moment without a time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("A moment needs a time zone to be told in Oslo time")
    here = moment.astimezone(OSLO)
    return here.weekday() < 5 and RELOAD[0] <= here.time() < RELOAD[1]
