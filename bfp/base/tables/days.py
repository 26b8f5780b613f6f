"""The days of one column: one format for all of them, proven on every value; what is known only by month or year stays so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bfp.base import dates
from bfp.base.errors import Invalid

_CLOCK = re.compile(r"[ T,]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|[+-]\d\d:?\d\d)?$", re.I)
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})")
_MONTH = rf"({'|'.join(dates.MONTHS)})[a-z]*\.?"
_PART = re.compile(
    rf"\d{{4}}|\d{{4}}[/.-]\d{{1,2}}|\d{{1,2}}[/.-]\d{{4}}|{_MONTH}[\s,/-]+'?(\d{{4}}|\d{{2}})|\d{{4}}[\s/-]+{_MONTH}", re.I
)
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\.?,?\s+", re.I)
_SERIAL = re.compile(r"[2-5]\d{4}(\.\d+)?")  # days since 1900 as a spreadsheet counts them: 1954 to 2064
_BEGAN = date(1899, 12, 30)


@dataclass(frozen=True)
class Days:
    """How a column writes its days; both are possible where neither is proven, or where the column contradicts itself."""

    day_first: bool = False
    doubtful: bool = False  # both ways stand in the column: a day that may be either is not guessed

    def read(self, text: str) -> tuple[date | None, str]:
        """The day that is meant, or else what is known of it ("2018-12"); raises Invalid for what is no date."""
        bare = _CLOCK.sub("", text.strip())
        if _PART.fullmatch(bare):
            return None, bare
        try:
            return self._read(bare), ""
        except (ValueError, OverflowError) as error:
            raise Invalid(f"“{text}” is no date") from error

    def _read(self, bare: str) -> date:
        if found := _YEAR_FIRST.fullmatch(bare):
            return date(int(found[1]), int(found[3]), int(found[4]))
        if found := _NUMBERS.fullmatch(bare):
            first, second, year = int(found[1]), int(found[3]), int(found[4])
            if self.doubtful and first <= 12 and second <= 12 and first != second:
                raise ValueError
            month, day = (second, first) if self.day_first or (self.doubtful and first > 12) else (first, second)
            return date(year if year > 99 else year + (2000 if year < 80 else 1900), month, day)
        if _SERIAL.fullmatch(bare):
            return _BEGAN + timedelta(days=int(float(bare)))
        if not re.search(_MONTH, bare, flags=re.I) or len(re.findall(r"\d+", bare)) != 2:
            raise ValueError  # a day without its year, or no day at all
        try:
            return dates.read(_WEEKDAY.sub("", bare), date.max)
        except Invalid as error:
            raise ValueError from error


def of(values: Iterable[str]) -> Days:
    """How these values write their days: the day first where one of them can be read in no other way, else the month."""
    found = [numbers for text in values if (numbers := _NUMBERS.fullmatch(_CLOCK.sub("", text.strip())))]
    day_first, month_first = any(int(one[1]) > 12 for one in found), any(int(one[3]) > 12 for one in found)
    return Days(day_first and not month_first, day_first and month_first)


MONTH_FIRST = Days()
