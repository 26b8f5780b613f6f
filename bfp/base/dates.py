"""Dates as people write them, and as we write them."""

import os
import re
from datetime import UTC, date, datetime, timedelta

from bfp.base.errors import Invalid

HALF_A_YEAR = 183
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def written(day: date | None) -> str:
    """14 Jan 2026; nothing for no date."""
    return "" if day is None or day != day else f"{day.day} {day:%b %Y}"


def moment() -> datetime:
    """Now, as moments are kept: in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def local(moment: datetime) -> datetime:
    """A kept moment (they are kept in UTC) as the clock and the calendar on the program's wall show it."""
    return datetime.fromtimestamp(moment.replace(tzinfo=UTC).timestamp())


def clock(moment: datetime) -> str:
    """A moment as the clock on the wall shows it: 19:02, or with its day if that was another one."""
    here, now = local(moment), datetime.now()
    return f"{here:%H:%M}" if here.date() == now.date() else f"{here:%H:%M} on {written(here.date())}"


def read(text: str, today: date, field: str | None = None) -> date:
    """The day that was typed: 2026-11-14, 11/14/26, 11/14, 14 nov, nov 14 2026, today, yesterday.

    Numbers with slashes are month first, as on American letters. A day without a year is the latest
    such day that is not after today, if that is less than half a year ago: 12/31 in November is a slip.
    Raises Invalid, naming the field, for anything else.
    """
    words = text.strip().lower()
    if words in ("today", "t"):
        return today
    if words in ("yesterday", "y"):
        return today - timedelta(days=1)
    parts = [part for part in re.split(r"[\s,./-]+", words) if part]
    try:
        year, month, day = _parts(parts)
        if year is None:
            found = date(today.year, month, day)
            found = found if found <= today else date(today.year - 1, month, day)
            ahead = date(today.year, month, day)
            if ahead > today and (today - found).days > HALF_A_YEAR:
                raise Invalid(f"{written(ahead)} is in the future. If another year is meant, write it.", field)
            return found
        if year < 100:
            year += 2000 if year < 80 else 1900
        if not 1900 <= year <= 2200:
            raise ValueError
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Invalid(f"Write the date like 14 Nov 2026 or 11/14/2026, not {text!r}.", field) from error


def _parts(parts: list[str]) -> tuple[int | None, int, int]:
    named = [index for index, part in enumerate(parts) if part[:3] in MONTHS and part.isalpha()]
    if named:
        month = MONTHS.index(parts[named[0]][:3]) + 1
        numbers = [int(re.sub(r"(st|nd|rd|th)$", "", part)) for index, part in enumerate(parts) if index != named[0]]
        if len(numbers) == 1:
            return None, month, numbers[0]
        if len(numbers) == 2:
            return numbers[1], month, numbers[0]
        raise ValueError
    numbers = [int(part) for part in parts]
    if len(numbers) == 3 and len(parts[0]) == 4:
        return numbers[0], numbers[1], numbers[2]
    if len(numbers) == 3:
        return numbers[2], numbers[0], numbers[1]
    if len(numbers) == 2:
        return None, numbers[0], numbers[1]
    raise ValueError


def today() -> date:
    """The day it is here; BFP_TODAY stands in for it where a day must stay the same (tests, screenshots)."""
    fixed = os.environ.get("BFP_TODAY")
    return date.fromisoformat(fixed) if fixed else date.today()
