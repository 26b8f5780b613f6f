"""The yearly report in words and tables, as they are read on the page, on paper and in a spreadsheet."""

from typing import Any

import pandas as pd

from bfp.base.dates import written
from bfp.base.words import percent
from bfp.censorship.censorship_words import counts_written
from bfp.program import yearly_report
from bfp.program.yearly_report import ENOUGH, Report
from bfp.stats import grades, rates
from bfp.stats.enough import OF_A_GROUP

NO_DATA = "insufficient data"
LINE_NAMES = {
    "sent": "sent", "received": "received", "censored": "censored", "returned": "returned", "no_reason": "no reason given",
    "unconfirmed": "unconfirmed", "recent": "too recent", "unconfirmed_share": "unconfirmed %",
    "received_of_sent": "received % of sent", "censored_of_sent": "censored % of sent", "unknown_of_sent": "unknown % of sent",
    "least": "at least censored %", "most": "at most censored %", "known": "known outcomes (n)",
    "rate": "censored % of n", "low": "95 % from", "high": "95 % to", "data": "data", "grade": "grade",
}  # fmt: skip

OF_SENT = {"received_of_sent": "received %", "censored_of_sent": "censored %", "unknown_of_sent": "unknown %"}


def summary(report: Report) -> str:
    """The year in one paragraph: what we do not know first."""
    whole = report.lines.iloc[0]
    sent, mature, known, censored = (int(whole[name]) for name in ("sent", "mature", "known", "censored"))
    if not mature:
        return f"{_items(sent)} mailed. All of it is too recent to say anything of."
    said = (
        f"{_items(sent)} mailed. Of {mature:,} old enough to have been heard of, {int(whole['unconfirmed']):,} "
        f"({percent(whole['unconfirmed_share'])}) are unconfirmed: we do not know whether they arrived. "
    )
    low, high = rates.bounds(*(int(whole[name]) for name in ("censored", "received", "no_reason", "unconfirmed")))
    bounds = ""
    if low == low:
        bounds = f" If all unknown mail had arrived it would be {percent(float(low))}; if none had, {percent(float(high))}."
    if whole["data"] != ENOUGH:
        few = "This is insufficient data for a rate, which is not the same as no censorship."
        return f"{said}{censored:,} of {known:,} known outcomes were censored. {few}{bounds}"
    return f"{said}Of {known:,} known outcomes {censored:,} were censored: {_interval(whole)}.{bounds}"


def method(report: Report) -> str:
    """How the report counts, in a paragraph for somebody who never took statistics."""
    now, days = report.now, report.maturity.days
    return (
        "We count items: one title in one parcel, because prisons decide item by item. An item is censored when a notice, a "
        "returned parcel or the reader says that the prison stopped it; received when the reader or the carrier says that "
        "it came. Returned is mail that came back for an ordinary reason, such as a reader who moved; mail that came back "
        "without a usable reason stands apart. Most mail is never heard of, and unconfirmed is not received. Mail younger "
        f"than {days} days on {written(report.as_of)} is too recent to judge and is in no rate. The censored share is of "
        "known outcomes, received and censored, with the 95 % interval of Wilson: how far luck alone could have moved it. "
        f"Where fewer than {max(now.minimum_known, OF_A_GROUP)} outcomes or less than {percent(now.minimum_known_share)} of "
        "received, censored and unconfirmed mail is known, or too little of the place that a class is part of, there is "
        "insufficient data and no rate: the line tells of all that was sent, and the best and the worst case. Federal prisons, "
        "county jails, immigration detention and private prisons are apart from the states. "
        "News comes late, so earlier reports change; "
        f"this one tells what was known on {written(report.as_of)}. Each line is of at least {report.minimum} different "
        "readers: smaller groups are put together with others or left blank, and nobody is named."
    )


def notes(report: Report) -> list[str]:
    """What a reader of the large table has to know of this year's lines."""
    found = []
    if report.merged:
        found.append(f"Other places: {', '.join(report.merged)}.")
    rest = report.lines[report.lines["level"] == "undivided"]
    if len(rest):
        names = dict.fromkeys("Other places" if place in _merged(report) else yearly_report.place_name(place)
                              for place in rest.iloc[0]["places"])  # fmt: skip
        found.append(f"Not divided by class, so that small groups stay hidden: {', '.join(names)}. They are in the total once.")
    found.append(
        "Received, censored and unknown % are of all that was sent; unknown is what came back without a reason, what nobody "
        f"told of, and what is too recent ({report.maturity.days} days). Best case: all of it arrived; worst case: none did."
    )
    return found


FLAGGED = (
    "HIGH: in this year's mail the odds of censorship were more than 5 times the program's, with 80 % certainty by known "
    "outcomes and by all mail; WATCH: more than 3 times. Both need two censored items of two readers. A facility that is "
    "not here is not distinguished from the others, or too little is known of it. Blank numbers are of too few readers."
)
BANS = (
    "At least five censored items of five different readers, none received between the first and the last month of mailing that "
    "we know of, never over twelve months between two items that we heard of, more in a row than luck explains, and censored "
    "again in this year. What was not heard of may have arrived. Numbers are rounded down."
)
REASONS = (
    "Share of censored items for which each reason was given, with its 95 % interval; an item can have several. "
    "Content-based reasons are about what is written in it, content-neutral ones about how it was sent."
)


def lines(report: Report) -> pd.DataFrame:
    """The large table for a spreadsheet: every line with its numbers, and the parameters used."""
    table = report.lines
    place = table["name"].where(table["level"] != "class").ffill()
    shares = {name: (table[name] * 100).round(1) for name in yearly_report.MEASURES}
    shown = table.assign(**shares)[[*LINE_NAMES]].rename(columns=LINE_NAMES)
    shown.insert(0, "line", table["level"].replace({"undivided": "places not divided by class"}))
    shown.insert(1, "place", place)
    shown.insert(2, "literature", table["name"].where(table["level"] == "class", "all"))
    return shown.assign(**_parameters(report))


def on_page(report: Report) -> pd.DataFrame:
    """The large table as it is read, what tells most first: lines of classes indented below their place."""
    table = report.lines
    names = zip(table["level"], table["name"], strict=True)
    counts = ("received", "censored", "returned", "no_reason", "unconfirmed", "recent")
    return pd.DataFrame({
        "place": [f"\u2003{name}" if level == "class" else name for level, name in names],
        "sent": table["sent"],
        **{OF_SENT[name]: (table[name] * 100).round(1) for name in OF_SENT},
        "best to worst case": [case(row) for _, row in table.iterrows()],
        "n known": table["known"],
        "censored of n (95 % interval)": [_interval(row) for _, row in table.iterrows()],
        "grade": table["grade"],
        **{LINE_NAMES[name]: table[name] for name in counts},
    })  # fmt: skip


def restated(report: Report) -> pd.DataFrame:
    """As last reported, and as known now."""
    if report.restated.empty:
        return pd.DataFrame()
    rows = report.restated.to_dict("records")
    then, now = f"as of {written(report.before)}", f"as of {written(report.as_of)}"
    return pd.DataFrame({
        "place": [row["name"] for row in rows],
        f"known {then}": [_of(row, "_then") for row in rows],
        f"censored {then}": [_rate(row, "_then") for row in rows],
        f"unconfirmed {then}": [_percent(row["unconfirmed_share_then"]) for row in rows],
        f"known {now}": [_of(row) for row in rows],
        f"censored {now}": [_rate(row) for row in rows],
        f"unconfirmed {now}": [_percent(row["unconfirmed_share"]) for row in rows],
    })  # fmt: skip


def reasons(report: Report) -> pd.DataFrame:
    """Reasons, the kinds of reasons before those of the kind."""
    rows = report.reasons.to_dict("records")
    return pd.DataFrame({
        "reason": [row["reason"] if row["level"] == "kind" else f"\u2003{row['reason']}" for row in rows],
        "censored items": [_count(row["censored"]) for row in rows],
        "share": [_share(row) for row in rows],
    })  # fmt: skip


def flagged(report: Report) -> pd.DataFrame:
    """Facilities with a flag."""
    rows = report.flagged.to_dict("records")
    return pd.DataFrame({
        "facility": [row["facility"] for row in rows],
        "system": [row["system"] for row in rows],
        "flag": [row["flag"] for row in rows],
        "times the program": ["" if row["times"] != row["times"] else f"× {row['times']:.1f}" for row in rows],
        "censored": [
            yearly_report.TOO_FEW_READERS if row["known"] != row["known"]
            else counts_written(*(int(row[name]) for name in ("censored", "known", "unknown", "recent")))
            for row in rows
        ],
    })  # fmt: skip


def bans(report: Report) -> pd.DataFrame:
    """The longest bans."""
    rows = report.bans.to_dict("records")
    return pd.DataFrame({
        "where": [row["name"] for row in rows],
        "from": [f"{row['from_on']:%b %Y}" for row in rows],  # the day of one parcel is nobody's business
        "to": [f"{row['to_on']:%b %Y}" for row in rows],
        "how long": [_long(int(row["days"])) for row in rows],
        "censored items": [row["censored"] for row in rows],
        "readers": [row["readers"] for row in rows],
        "longest silence": [_long(int(row["silence"])) for row in rows],
    })  # fmt: skip


def title(report: Report) -> str:
    return f"{report.now.program_name}: mail to prisoners, {report.year.name}"


def _parameters(report: Report) -> dict[str, Any]:
    return {
        "year from": report.year.starts_on, "year to": report.year.ends_on, "as of": report.as_of,
        "old enough after days": report.maturity.days, "at least readers": report.minimum,
        "grade rule": grades.SHORT,
    }  # fmt: skip


def _merged(report: Report) -> set[str]:
    groups = report.lines.loc[report.lines["level"] == "place", "places"]
    return {place for group in groups if len(group) > 1 for place in group}


def _interval(row: Any) -> str:
    if row["data"] != ENOUGH:
        return row["data"]
    return f"{percent(row['rate'])} ({percent(row['low'])} to {percent(row['high'])})"


def case(row: Any) -> str:
    """The censored share if all unknown mail arrived, and if none did."""
    return "" if row["most"] != row["most"] else f"{percent(row['least'])} to {percent(row['most'])}"


def _rate(row: dict[str, Any], when: str = "") -> str:
    return percent(row[f"rate{when}"]) if row[f"data{when}"] == ENOUGH else row[f"data{when}"]


def _of(row: dict[str, Any], when: str = "") -> str:
    known = row[f"known{when}"]
    return "" if known != known else f"{int(row[f'censored{when}']):,} of {int(known):,}"


def _percent(share: float) -> str:
    return "" if share != share else percent(share)


def _count(number: float) -> str:
    return yearly_report.TOO_FEW_READERS if number != number else f"{int(number):,}"


def _share(row: dict[str, Any]) -> str:
    if row["share"] != row["share"]:
        return ""
    return f"{percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])})"


def _long(days: int) -> str:
    if days < 60:
        return f"{days} days"
    return f"{round(days / 30.4)} months" if days < 730 else f"{days / 365.25:.1f} years"


def _items(count: int) -> str:
    return "1 item was" if count == 1 else f"{count:,} items were"
