"""Where our mail is stopped: what the page says, in sentences and tables, of the list by times the program.

The numbers are bfp.mail_counts'; here they become words. Unknown is never zero: a place of which too little is known has no place
in the list, is neither good nor bad, and is counted as what it is.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from bfp.base import kept
from bfp.base.charts import MOST_BARS
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.base.words import percent, plural
from bfp.censorship import alarms, mail_counts, silence
from bfp.censorship.censorship_words import in_counts
from bfp.censorship.mail_counts import MATURE, Ranking
from bfp.stats import rates
from bfp.stats.maturity import Maturity
from bfp.stats.rates import HIGH, NO_DATA, NOT_DISTINGUISHED, TOO_FEW, WATCH, Program

EVERYWHERE = "Everywhere"
FLAGGED = (HIGH, WATCH)
INSUFFICIENT = "insufficient data"
NO_RATE = "insufficient data for a rate, which is not the same as no censorship."
MARKS = {HIGH: "◆", WATCH: "▲"}  # a shape beside each colour
WORDS = {HIGH: HIGH, WATCH: WATCH, NOT_DISTINGUISHED: "not distinguished", TOO_FEW: "too few known", NO_DATA: "no data"}
SHARES = ("low", "high", "rate", "wilson_low", "wilson_high", "m1", "lo", "hi", "m2", "P1", "P2", "known_share")
NUMBERS = ("C", "R", "O", "X", "U", "K", "n", "S", "sent", "pending", "early")
KINDS = {"federal": "Federal", "county": "County", "immigration": "Immigration", "private": "Private"}


@dataclass(frozen=True)
class Base:
    """What every place is compared with on a day: how long news takes, and the whole program."""

    maturity: Maturity
    program: Program


def base(con: Connection, day: date) -> Base:
    """How long news takes and what the whole program is like: kept until there is one per cent more mail or news."""
    return kept.kept(con, _base, day, mail_counts.maturity(con, day), roughly=True)


def where(con: Connection, scope: Scope, by: str = "facility") -> Ranking:
    """The chosen mail by facility, system or tile, from most to least times the program: what the pages show."""
    return kept.kept(con, _ranking, scope, by, base(con, scope.day), but=kept.OF_THE_DESK)


def listed(found: Ranking, most: int = MOST_BARS) -> pd.DataFrame:
    """The places that a chart shows, in the list's order: those with enough known or a flag first, then those without.

    A flag holds by all mail as well as by what we heard of, so it stays where it is however little is known.
    """
    table = _said(found)
    heard = table[table["n"] > 0]
    weak = (heard["said"] == INSUFFICIENT) | (heard["flag"] == TOO_FEW)
    return pd.concat([heard[~weak], heard[weak].sort_values(["n", "label", "id"], ascending=[False, True, True])]).head(most)


def summary(found: Ranking) -> str:
    """The whole of the chosen mail in two sentences: what we heard of, and how much we did not."""
    C, R, O, X, U = (int(found.table[name].sum()) for name in MATURE)  # noqa: E741
    n, mature = C + R, C + R + O + X + U
    if n == 0:
        return ""
    rate = f"{NO_RATE} "
    if found.enough:
        low, high = (float(part) for part in rates.wilson(C, n))
        rate = f"{percent(C / n)} (95 % interval {percent(low)} to {percent(high)}). "
    least, most = (float(part) for part in rates.bounds(C, R, X, U))
    return (
        f"**{C:,} of {n:,}** mailings that we heard about were censored: {rate}Of {mature:,} mature {plural(mature, 'item')} "
        f"{percent(U / mature)} are unconfirmed: if all of them arrived, {percent(least)} of the mail was censored; "
        f"if none did, {percent(most)}."
    )


def unknown(found: Ranking) -> str:
    """Of how many places nothing is known."""
    table = found.table
    if table.empty:
        return ""
    none, many = int((table["n"] == 0).sum()), _many(found.by, 2)
    if none == 0:
        return f"Of each of the {len(table):,} {_many(found.by, len(table))} we know at least one outcome."
    return f"{percent(none / len(table))} of {many} have no known outcome: we do not know about them."


def changes(con: Connection, scope: Scope, found: Ranking) -> str:
    """What changed since a month before, by the same measure: flags, and alarms raised in between."""
    since = (pd.Timestamp(scope.day) - pd.DateOffset(months=1)).date()
    parts = []
    before = kept.kept(con, _ranking, replace(scope, day=since), found.by, Base(found.maturity, found.program), roughly=True)
    if not before.sentence and not found.sentence:
        now_high, was_high = (_flagged(one.table, HIGH) for one in (found, before))
        newly, no_more = now_high[~now_high["id"].isin(was_high["id"])], was_high[~was_high["id"].isin(now_high["id"])]
        count = f"{len(newly):,}" if len(newly) else "no"
        parts.append(f"{count} {_many(found.by, len(newly) or 1)} newly HIGH{_names(newly)}")
        if len(no_more):
            parts.append(f"{len(no_more):,} no longer HIGH{_names(no_more)}")
    raised = alarms.raised_between(con, since, scope.day)["kind"].value_counts()
    for kind, words in ((alarms.NEW_BAN, "new {} suspected"), (alarms.LIFTED_BAN, "{} lifted, it seems")):
        many = int(raised.get(kind, 0))
        if many:
            parts.append(f"{many:,} {words.format(plural(many, 'ban'))}")
    return f"Since {written(since)}: {', '.join(parts)}." if parts else ""


def of_the_list(found: Ranking, drawn: pd.DataFrame) -> str:
    """The line under a chart of places: what is counted, how many it shows, N, and as of which day."""
    total = len(found.table)
    shown = (f"{len(drawn):,} of " if len(drawn) < total else "") + f"{total:,} {_many(found.by, total)}"
    short = int((_said(found)["said"] == INSUFFICIENT).sum())
    parts = [f"{shown}, from most to least times the program"]
    if short:
        parts.append(f"insufficient data for {short:,}, which is not the same as no censorship")
    return "; ".join([*parts, counted(found)]) + "."


def counted(found: Ranking) -> str:
    """Which mail is in a rate, and as of which day."""
    return f"counted: mail at least {found.maturity.days} days old; as of {written(found.scope.day)}"


def measure(found: Ranking) -> str:
    """The numbers behind the list, for who wants to check it."""
    one, two = found.program.prior1, found.program.prior2
    notes = " ".join(note for note in dict.fromkeys((found.maturity.note, one.note, two.note)) if note)
    return (
        f"N = {found.maturity.days} days. Program: p1 = {percent(found.program.p1, 1)} of known outcomes, "
        f"p2 = {percent(found.program.p2, 1)} of all mature mail. Priors: a1 = {one.a:.3g}, b1 = {one.b:.3g}; "
        f"a2 = {two.a:.3g}, b2 = {two.b:.3g}. {notes}"
    )


def shown(found: Ranking, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every number of the list, named as in the method, shares in percent; of these rows or of all."""
    table = _said(found) if rows is None else rows
    place = ["label", *(["system"] if found.by == "facility" else [])]
    table = table[[*place, "said", "T", *NUMBERS, *SHARES]]
    in_percent = {name: (table[name] * 100).round(1) for name in SHARES}
    return table.assign(**in_percent, T=table["T"].round(2)).rename(columns={"label": found.by, "said": "flag"})


def funnel_points(found: Ranking) -> pd.DataFrame:
    """Places by known outcomes and censored: the flagged each by itself, the others together where they are alike.

    Columns: id (none for several), label, said, flag, C, n, rate, places.
    """
    table = _said(found)
    table = table[table["n"] > 0][["id", "label", "said", "flag", "C", "n", "rate"]]
    apart = table["flag"].isin(FLAGGED)
    alike = table[~apart].groupby(["C", "n"], as_index=False).agg(
        id=("id", "first"), label=("label", "first"), rate=("rate", "first"), places=("id", "size")
    )  # fmt: skip
    several = alike["places"] > 1
    words = alike["places"].map("{:,}".format) + f" {_many(found.by, 2)}"
    alike = alike.assign(label=alike["label"].where(~several, words), said=WORDS[NOT_DISTINGUISHED], flag=NOT_DISTINGUISHED)
    return pd.concat([alike, table[apart].assign(places=1)], ignore_index=True)


def tiles(found: Ranking) -> pd.DataFrame:
    """States and kinds of systems for the tile grid: id, C, n, m1, insufficient, and both in words."""
    table = found.table
    words = [in_counts(row) + ("" if row.n else "; we do not know") for row in table.itertuples()]
    shares = [percent(m) if m == m else "?" for m in table["m1"]]
    return table[["id", "C", "n", "m1", "insufficient"]].assign(says=words, share=shares)


def _base(con: Connection, day: date, waited: Maturity) -> Base:
    return Base(waited, mail_counts.program(con, day, waited.days))


def _ranking(con: Connection, scope: Scope, by: str, against: Base) -> Ranking:
    return mail_counts.ranking(con, scope, by, against.maturity, against.program)


def _said(found: Ranking) -> pd.DataFrame:
    """The list with what is said of each place: a flag, or that too little is known, before anything else."""
    table = found.table
    little = table["insufficient"] & ~table["flag"].isin((*FLAGGED, NO_DATA))
    return table.assign(said=np.where(little, INSUFFICIENT, table["flag"].map(WORDS).astype(str)))


def _flagged(table: pd.DataFrame, flag: str) -> pd.DataFrame:
    return table.loc[table["flag"] == flag, ["id", "label"]]


def _names(rows: pd.DataFrame, most: int = 3) -> str:
    if rows.empty:
        return ""
    more = f" and {len(rows) - most:,} more" if len(rows) > most else ""
    return f" ({'; '.join(rows['label'].head(most))}{more})"


def _many(by: str, count: int) -> str:
    words = {"facility": ("facility", "facilities"), "system": ("system", "systems"), "tile": ("tile", "tiles"),
             "title": ("title", "titles")}  # fmt: skip
    return words[by][count != 1]


def silent(con: Connection, day: date) -> pd.DataFrame:
    """Facilities that fell silent, as bfp.silence lists them."""
    return kept.kept(con, silence.listing, day)


def of_the_funnel(found: Ranking, points: pd.DataFrame) -> str:
    """The line under the funnel."""
    places, apart = int(points["places"].sum()), int(points["flag"].isin(FLAGGED).sum())
    what = _many(found.by, places)
    return (
        f"{places:,} {what} with known outcomes around the program's {percent(found.program.p1)}; {apart:,} flagged; "
        f"the table has the first 200; {counted(found)}."
    )


def of_the_tiles(found: Ranking) -> str:
    """The line under the tile grid."""
    n, little = int(found.table["n"].sum()), int(found.table["insufficient"].sum())
    return f"{n:,} known outcomes in {len(found.table):,} tiles, too little known in {little:,} of them; {counted(found)}."


def moved(found: Ranking, rows: pd.DataFrame, ratio: float) -> pd.DataFrame:
    """The table under the list moved by a reporting ratio."""
    names = ("m1", "lo", "hi", "rate")
    return shown(found, rows.assign(**{name: rates.reporting_ratio(rows[name].to_numpy(float), ratio) for name in names}))


def ratio_written(ratio: float) -> str:
    """A reporting ratio in words."""
    if ratio == 1:
        return "as often as a received one"
    return f"{ratio:g} times as often" if ratio > 1 else f"{ratio:g} times as often (less)"
