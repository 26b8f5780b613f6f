"""The measurements: each figure beside a baseline of the same run.

A measurement is a module with run(..., say) -> {figure: {value, unit, baseline, ratio}}. Knows every room and may drive the
server as a browser does. A small run of each stands in the suite.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bench:
    """One measurement: its module, what it measures, whether it needs a folder of data, whether it belongs to every run."""

    module: str
    says: str
    needs_folder: bool = False
    daily: bool = True


BENCHES = {
    "entry": Bench("bfp.bench.entry", "letters entered by a scripted keyboard in a browser"),
    "pages": Bench("bfp.bench.pages", "each page's rerun, look-ups, memory, at a million items"),
    "load": Bench("bfp.bench.load", "eight and twenty volunteers at once"),
    "finder": Bench("bfp.bench.finder", "facilities found by the names people write (needs DIR)", needs_folder=True),
    "matching": Bench("bfp.bench.matching", "titles matched to a thousand waiting requests; the right one first"),
    "papers": Bench("bfp.bench.papers", "slips, letters and labels of 200 parcels in one PDF"),
    "packing": Bench("bfp.bench.packing", "parcels packed and returned with keyboard and scanner only, in a browser"),
    "moving": Bench("bfp.bench.moving", "a program's past from its spreadsheets, 40,000 readers; and undone"),
    "board": Bench("bfp.bench.board", "the board of appeals at 5,000 incidents"),
    "program": Bench("bfp.bench.program", "pages of what is given, at 100,000 contributions; the ledger to the cent"),
    "censorship": Bench("bfp.bench.censorship", "facilities ranked on made-up worlds (needs DIR)", needs_folder=True),
    "crash": Bench("bfp.bench.crash", "killed while saving, typing, backing up; a full disk: is anything lost?", daily=False),
}
