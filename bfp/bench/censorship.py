"""How well the list finds what is truly high and alarms find bans: on made-up mail, through the functions that pages use."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from bfp.base import db
from bfp.base.periods import Scope
from bfp.bench import worlds
from bfp.bench.figures import figure
from bfp.censorship import alarms, mail_counts
from bfp.censorship.mail_counts import MATURE
from bfp.stats import rates
from bfp.stats.rates import HIGH

TOP = 25
TRULY_HIGH, RATHER_HIGH, LOW = 0.5, 0.25, 0.15
# statistics.md: P@25 at least, C <= 1 in the top 25 at most; then shares of HIGH flags, the same for all
MUST = {"A": (0.78, 0), "B": (0.88, 0), "C": (0.60, 4), "D": (0.85, 0), "E": (0.62, 0)}
MUST_HIGH, MUST_LOW = 0.90, 0.03


STEADY, BANNED = {"facilities": 2_000}, {"facilities": 300, "monthly": (10, 30), "bans": 100}
LOOKED_EVERY, SIX_MONTHS, MONTH = 7, 183, 30.4  # days
PLAIN = "select facility_id, outcome, count(*) from mailed_item group by facility_id, outcome"


def run(directory: Path, say=print) -> dict[str, dict]:
    """Score every world under a folder, beside the raw rate; then alarms on streams, and times at ten million items."""
    return ranked(Path(directory), say) | streams(say) | large(say)


def ranked(directory: Path, say=print) -> dict[str, dict]:
    """The worlds' scores by scenario."""
    folders = worlds.folders(directory)
    say(f"{len(folders)} worlds, each put into a database of its own")
    found = pd.DataFrame([score(worlds.read(folder)) for folder in folders])
    figures: dict[str, dict] = {}
    for scenario, of in found.groupby("scenario", sort=True):
        best, tiny = MUST.get(scenario, (None, None))
        flagged = of[of["high"] > 0]  # a share of no flags is nothing
        say(f"{scenario}: {len(of)} worlds, {of['high'].sum()} HIGH flags, {len(of) - len(flagged)} worlds without one")
        means = of.mean(numeric_only=True)
        of_scenario = {
            f"P@25{_bound('at least', best)}, beside raw rate": figure(means["precision"], "", means["raw"]),
            f"C <= 1 in the top 25{_bound('at most', tiny)}, beside raw rate": figure(means["tiny"], "", means["raw_tiny"]),
            "HIGH flags a world": figure(means["high"], ""),
        }
        if len(flagged):
            share = flagged[["rather_high", "low"]].mean()
            of_scenario |= {
                f"HIGH with true rate >= .25{_bound('at least', MUST_HIGH)}": figure(share["rather_high"], ""),
                f"HIGH with true rate < .15{_bound('at most', MUST_LOW)}": figure(share["low"], ""),
            }
        of_scenario |= {
            "the list, time": figure(1000 * means["seconds"], "ms"),
            "import, time": figure(1000 * means["import_seconds"], "ms"),
        }
        figures |= {f"{scenario}: {name}": what for name, what in of_scenario.items()}
    return figures


def streams(say=print, seed: int = 1, steady: dict = STEADY, banned: dict = BANNED) -> dict[str, dict]:
    """False alarms where no ban begins, and bans seen within six months where some do, looked at every week."""
    say("alarms on a stream without bans")
    mailings, _ = worlds.stream(seed, **steady)
    raised, months, _ = _watched(mailings, 365)
    per = 2_000 / steady["facilities"] / months
    say("alarms on a stream with bans")
    mailings, bans = worlds.stream(seed, **banned)
    seen, _, numbers = _watched(mailings, int(bans["starts_day"].min()))
    new = seen[(seen["scope"] == "facility") & (seen["kind"] == alarms.NEW_BAN)]
    bans = bans.assign(scope_id=numbers.loc[bans["facility_id"]].to_numpy())
    bans = bans.merge(new[["scope_id", "day"]], on="scope_id", how="left")
    waited = bans["day"] - bans["starts_day"]
    in_time = waited.between(0, SIX_MONTHS).groupby(bans["facility_id"]).any()
    return {
        "alarms: false a month over 2,000 facilities (at most 1.5)": figure((raised["scope"] == "facility").sum() * per, ""),
        "alarms: the same with systems and titles": figure(len(raised) * per, ""),
        "alarms: bans seen within six months, 10 to 30 mailings a month (at least 0.95)": figure(in_time.mean(), ""),
        "alarms: days until a ban is seen, median": figure(waited[waited >= 0].median(), "days"),
    }


def _watched(mailings: pd.DataFrame, first: int) -> tuple[pd.DataFrame, float, pd.Series]:
    """The alarms raised week by week from a day of a stream on, with their day, over how many months, and facility numbers."""
    looks = range(first, (worlds.AS_OF - worlds.FIRST_DAY).days + 1, LOOKED_EVERY)
    with worlds.imported(mailings) as (con, numbers):
        for day in looks:
            with db.transaction(con, "bench") as tx:
                alarms.raise_new(tx, worlds.FIRST_DAY + timedelta(days=day))
        raised = alarms.waiting(con)
    days = pd.Series([(day - worlds.FIRST_DAY).days for day in raised["raised_on"]], dtype=float)
    return raised.assign(day=days), len(looks) * LOOKED_EVERY / MONTH, numbers


def large(say=print, items: int = worlds.LARGE) -> dict[str, dict]:
    """How long counts, the fit and the alarms take at 6,000 facilities, the counts beside a plain group by of the same table."""
    day = worlds.LARGE_AS_OF
    con = db.connect(worlds.large(say, items))
    say(f"times at {items:,} items")
    try:
        table = mail_counts.counts(con, Scope(day), "facility")
        given = [table[name].to_numpy() for name in (*MATURE, "K")]
        plain, counted = _fastest(lambda: db.frame(con, PLAIN), lambda: mail_counts.counts(con, Scope(day), "facility"))
        (fitted,) = _fastest(lambda: rates.assess(*given))
        (listed,) = _fastest(lambda: mail_counts.ranking(con, Scope(day)), times=3)
        (waited,) = _fastest(lambda: mail_counts.maturity(con, day), times=3)
        (earlier,) = _fastest(lambda: mail_counts.ranking(con, Scope(day - timedelta(days=365))), times=3)
        (watched,) = _fastest(lambda: alarms.look(con, day), times=3)
    finally:
        con.close()
    return {
        f"{items:,} items: counts by facility (at most 3 times), beside a plain group by": figure(counted, "ms", plain),
        f"{len(table):,} facilities: fit, intervals and flags (at most 100 ms)": figure(fitted, "ms"),
        f"{items:,} items: the whole list": figure(listed, "ms"),
        f"{items:,} items: the list as of a year before": figure(earlier, "ms"),
        f"{items:,} items: maturity measured": figure(waited, "ms"),
        f"{items:,} items: alarms for facilities, systems and titles (at most 5,000 ms)": figure(watched, "ms"),
    }


def _fastest(*calls: Callable, times: int = 5) -> tuple[float, ...]:
    """Milliseconds of the fastest of several turns, each turn taking all of them: the machine is the same for all."""
    taken = [[] for _ in calls]
    for _ in range(times):
        for call, each in zip(calls, taken, strict=True):
            began = time.perf_counter()
            call()
            each.append(1000 * (time.perf_counter() - began))
    return tuple(min(each) for each in taken)


def score(world: worlds.World) -> dict:
    """One world, put into a database and ranked as the page ranks it, against its truth."""
    began = time.perf_counter()
    with worlds.imported(world.mailings) as (con, numbers):
        ready = time.perf_counter()
        table = mail_counts.ranking(con, Scope(worlds.AS_OF), waited=mail_counts.maturity(con, worlds.AS_OF)).table
        done = time.perf_counter()
    truth = world.truth.set_index("facility_id")["true_rate"]
    names = pd.Series(numbers.index, index=numbers.to_numpy())
    table = table.assign(truth=truth.reindex(names.loc[table["id"]]).to_numpy())
    by_rate = _by_raw_rate(table)
    high = table[table["flag"] == HIGH]
    return {
        "world": world.name,
        "scenario": world.scenario,
        "mailings": len(world.mailings),
        "precision": _share(table.head(TOP)["truth"] >= TRULY_HIGH),
        "tiny": int((table.head(TOP)["C"] <= 1).sum()),
        "raw": _share(by_rate.head(TOP)["truth"] >= TRULY_HIGH),
        "raw_tiny": int((by_rate.head(TOP)["C"] <= 1).sum()),
        "high": len(high),
        "rather_high": _share(high["truth"] >= RATHER_HIGH),
        "low": _share(high["truth"] < LOW),
        "seconds": done - ready,
        "import_seconds": ready - began,
    }


def _by_raw_rate(table: pd.DataFrame) -> pd.DataFrame:
    """What a sorted bar chart would show; equals by chance, since most of its top has 1 of 1."""
    chance = np.random.default_rng(0).random(len(table))
    return table.iloc[np.lexsort((chance, -table["rate"].fillna(-1)))]


def _share(which: pd.Series) -> float:
    return float(which.mean()) if len(which) else float("nan")


def _bound(word: str, number: float | None) -> str:
    return "" if number is None else f" ({word} {number:g})"

