"""The benchmark of censorship: worlds go through the database and the list that the page shows."""

import numpy as np
import pandas as pd
import pytest

from bfp import check
from bfp.base.errors import Invalid, NotFound
from bfp.base.periods import Scope
from bfp.bench import censorship, worlds
from bfp.censorship import mail_counts

QUIET = lambda text: None  # noqa: E731


def a_world(folder, seed=1, facilities=200, **columns):
    """A small one: a tenth of the facilities ban, a third of all mail is heard of."""
    g = np.random.default_rng(seed)
    rate = np.where(np.arange(facilities) % 10 == 0, 0.9, 0.03)
    at = np.repeat(np.arange(facilities), 30)
    day = g.integers(0, 855, len(at))
    outcome = np.where(g.random(len(at)) < 0.06, "returned", np.where(g.random(len(at)) < rate[at], "censored", "received"))
    outcome = np.where(g.random(len(at)) < 0.33, outcome, "")
    table = pd.DataFrame({
        "mailing_id": np.arange(1, len(at) + 1), "facility_id": [f"F{number:04d}" for number in at],
        "system_id": [f"S{number % 7:02d}" for number in at], "sent_day": day, "outcome": outcome,
        "known_day": pd.array(np.where(outcome == "", 0, day + g.integers(5, 240, len(at))), dtype="Int64"),
    })  # fmt: skip
    table.loc[table["outcome"] == "", "known_day"] = pd.NA
    folder.mkdir(parents=True)
    table.assign(**columns).to_csv(folder / "mailings.csv", index=False)
    truth = pd.DataFrame({"facility_id": [f"F{number:04d}" for number in range(facilities)], "true_rate": rate})
    truth.to_csv(folder / "truth.csv", index=False)
    return table, truth


def test_every_world_in_the_folder_is_scored_by_scenario(tmp_path):
    for name in ("A-1", "A-2", "new kind-1"):
        a_world(tmp_path / name, seed=len(name))
    (tmp_path / "notes").mkdir()
    said = []
    found = censorship.ranked(tmp_path, said.append)
    assert "A: 2 worlds" in " ".join(said) and "new kind: 1 worlds" in " ".join(said)
    precision = found["A: P@25 (at least 0.78), beside raw rate"]
    assert precision["value"] == 0.8  # 20 of 25 can be, and are
    assert precision["baseline"] <= 0.8
    assert found["A: HIGH with true rate >= .25 (at least 0.9)"]["value"] == 1
    assert found["new kind: C <= 1 in the top 25, beside raw rate"]["value"] <= 5


def test_a_world_is_put_in_as_the_desk_would_have_stored_it(tmp_path):
    a_world(tmp_path / "A-1")
    world = worlds.read(tmp_path / "A-1")
    with worlds.imported(world.mailings) as (con, numbers):
        assert check.run(con, worlds.AS_OF) == []
        table = mail_counts.ranking(con, Scope(worlds.AS_OF)).table.set_index("id")
        told = world.mailings.groupby(["facility_id", "outcome"]).size().unstack(fill_value=0)
        order = numbers.loc[told.index]
        assert (table.loc[order, "C"].to_numpy() == told["censored"].to_numpy()).all()
        assert (table.loc[order, "R"].to_numpy() == told["received"].to_numpy()).all()
        assert table["sent"].sum() == len(world.mailings) == table[["C", "R", "O", "X", "U"]].to_numpy().sum()


def test_a_world_without_readers_has_one_for_each_mailing_and_one_with_them_has_those(tmp_path):
    table, _ = a_world(tmp_path / "E-1")
    a_world(tmp_path / "E-2", reader_id=table["facility_id"] + "-only")
    for name, per_place in (("E-1", None), ("E-2", 1)):
        with worlds.imported(worlds.read(tmp_path / name).mailings) as (con, _):
            found = mail_counts.ranking(con, Scope(worlds.AS_OF)).table
            some = found[found["C"] > 0]
            assert (some["K"] == (per_place or some["C"])).all()
            assert (found["flag"] == "HIGH").any() == (per_place is None)  # one reader alone is never a flag


def test_files_that_are_no_world_are_refused_with_a_sentence(tmp_path):
    with pytest.raises(NotFound, match="no world under"):
        censorship.ranked(tmp_path, QUIET)
    a_world(tmp_path / "A-1", outcome="eaten")
    with pytest.raises(Invalid, match="'eaten'"):
        censorship.ranked(tmp_path, QUIET)


def test_a_world_of_one_unconfirmed_mailing_can_be_scored(tmp_path):
    folder = tmp_path / "A-1"
    folder.mkdir()
    (folder / "mailings.csv").write_text("mailing_id,facility_id,system_id,sent_day,outcome,known_day\n1,F0,S0,3,,\n")
    (folder / "truth.csv").write_text("facility_id,system_id,true_rate\nF0,S0,0.9\nF1,S0,0.1\n")
    found = censorship.ranked(tmp_path, QUIET)
    assert found["A: HIGH flags a world"]["value"] == 0 and "A: HIGH with true rate >= .25 (at least 0.9)" not in found


def test_figures_at_size_are_measured_beside_a_plain_group_by(tmp_path, monkeypatch):
    monkeypatch.setattr(worlds.tempfile, "gettempdir", lambda: str(tmp_path))
    found = censorship.large(QUIET, items=20_000)
    counted = found["20,000 items: counts by facility (at most 3 times), beside a plain group by"]
    assert counted["unit"] == "ms" and counted["baseline"] > 0
    assert sum("facilities: fit, intervals and flags" in name for name in found) == 1
    assert [path.suffix for path in (tmp_path / "bfp-bench").iterdir()] == [".duckdb"]
