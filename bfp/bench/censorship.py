"""How well the list by times the program finds what is truly high: on made-up worlds, through the page's own path."""

import time
from pathlib import Path

import numpy as np
import pandas as pd

from bfp import mail_counts
from bfp.bench import worlds
from bfp.bench.figures import figure
from bfp.rates import HIGH

TOP = 25
TRULY_HIGH, RATHER_HIGH, LOW = 0.5, 0.25, 0.15
# statistics.md: P@25 at least, C <= 1 in the top 25 at most; then shares of HIGH flags, the same for all
MUST = {"A": (0.78, 0), "B": (0.88, 0), "C": (0.60, 4), "D": (0.85, 0), "E": (0.62, 0)}
MUST_HIGH, MUST_LOW = 0.90, 0.03


def run(directory: Path, say=print) -> dict[str, dict]:
    """Score every world under a folder; means over the worlds of each scenario, the raw rate beside them."""
    found = pd.DataFrame([score(worlds.read(folder)) for folder in _told(worlds.folders(Path(directory)), say)])
    figures: dict[str, dict] = {}
    for scenario, of in found.groupby("scenario", sort=True):
        best, tiny = MUST.get(scenario, (None, None))
        say(f"{scenario}: {len(of)} worlds, {of['high'].sum()} HIGH flags, {int((of['high'] == 0).sum())} worlds without one")
        figures[f"{scenario}: P@25{_bound('at least', best)} beside raw rate"] = figure(of["precision"].mean(), "", of["raw"].mean())
        figures[f"{scenario}: C <= 1 in the top 25{_bound('at most', tiny)} beside raw rate"] = figure(
            of["tiny"].mean(), "", of["raw_tiny"].mean()
        )
        flagged = of[of["high"] > 0]  # a share of no flags is nothing
        figures[f"{scenario}: HIGH flags a world"] = figure(of["high"].mean(), "")
        if len(flagged):
            share = flagged[["rather_high", "low"]].mean()
            figures[f"{scenario}: of them true rate >= .25{_bound('at least', MUST_HIGH)}"] = figure(share["rather_high"], "")
            figures[f"{scenario}: of them true rate < .15{_bound('at most', MUST_LOW)}"] = figure(share["low"], "")
        figures[f"{scenario}: the list, of {of['mailings'].mean():,.0f} mailings"] = figure(1000 * of["seconds"].mean(), "ms")
        figures[f"{scenario}: import of a world"] = figure(1000 * of["import_seconds"].mean(), "ms")
    return figures


def score(world: worlds.World) -> dict:
    """One world, put into a database and ranked as the page ranks it, against its truth."""
    began = time.perf_counter()
    with worlds.imported(world.mailings) as (con, numbers):
        ready = time.perf_counter()
        table = mail_counts.ranking(con, worlds.AS_OF).table
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


def _told(folders: list[Path], say) -> list[Path]:
    say(f"{len(folders)} worlds, each put into a database of its own")
    return folders
