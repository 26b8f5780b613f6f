"""Looking at what is there: the rules of `check`, the measurements of `bench`."""

import argparse
import importlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bfp import check, doctor
from bfp.base import dates
from bfp.base.errors import Invalid, NotFound
from bfp.bench import BENCHES, figures
from bfp.check import RULES
from bfp.command_line import common
from bfp.command_line.common import Commands


def add(commands: Commands) -> None:
    _check(commands)
    _doctor(commands)
    _bench(commands)


def _check(commands: Commands) -> None:
    command = common.command(
        commands,
        "check",
        look_over,
        "Look whether everything stored agrees with itself.",
        "Nothing is changed.\nEvery rule is one line: ok, or how many rows break it and which.",
        "  python -m bfp check\n  python -m bfp check --database data/demo.duckdb",
    )
    command.add_argument(
        "--today", metavar="DATE", type=common.day, default=dates.today(), help="later is the future (default: today)"
    )
    common.database(command)


def look_over(asked: argparse.Namespace) -> int:
    broken = 0
    with common.opened(asked.database) as con:
        for rule in common.bar(RULES, unit="rule"):
            finding = check.broken(con, rule, asked.today)
            broken += finding is not None
            tqdm.write(f"{'ok' if finding is None else 'BROKEN':<8}{rule}{'' if finding is None else f'  {finding.sentence}'}")
    print(f"{len(RULES)} rules, {broken} broken" if broken else f"{len(RULES)} rules, all kept")
    return common.WRONG if broken else common.GOOD


def _doctor(commands: Commands) -> None:
    command = common.command(
        commands,
        "doctor",
        ask_the_doctor,
        "Say what is not as it should be with this computer, the file, its backups and who gets in.",
        "One line\neach. Stop the desk first, to have all of it looked at.",
        "  python -m bfp doctor",
    )
    common.database(command)


def ask_the_doctor(asked: argparse.Namespace) -> int:
    found = list(doctor.look(asked.database, os.environ.get("BFP_HOSTS", ""), datetime.now()))
    for one in found:
        print(f"{one.state:<6}{one.says}")
    return common.WRONG if any(one.state == doctor.WRONG for one in found) else common.GOOD


def _bench(commands: Commands) -> None:
    names = "\n".join(f"  {name:<10} {about.says}" for name, about in BENCHES.items())
    each = "Each figure is shown\nbeside its baseline, measured in the same run. Without a NAME: all that need no folder."
    command = common.command(
        commands,
        "bench",
        measure,
        "Measure the program on a made-up one of a million items.",
        f"{each}\n\nnames:\n{names}",
        "  python -m bfp bench pages\n  python -m bfp bench finder ../shared/data/spellings --json",
    )
    command.add_argument("name", metavar="NAME", nargs="?", choices=list(BENCHES), help=", ".join(BENCHES))
    command.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="the folder with the data, where one is needed")
    command.add_argument("--json", action="store_true", help="one JSON object: {figure: {value, unit, baseline, ratio}}")


def measure(asked: argparse.Namespace) -> int:
    names = [asked.name] if asked.name else [name for name, about in BENCHES.items() if about.daily and not about.needs_folder]
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        about = BENCHES[name]
        if about.needs_folder and asked.folder is None:
            raise Invalid(f"bench {name} needs the folder with its data: python -m bfp bench {name} DIR")
        if about.needs_folder and not asked.folder.is_dir():
            raise NotFound(f"There is no folder {asked.folder}.")
        try:
            module = importlib.import_module(about.module)
        except ModuleNotFoundError as error:
            if error.name != about.module and error.name != "playwright":
                raise
            missing = "requirements-dev.txt is not installed" if error.name == "playwright" else "it is not part of this version"
            raise Invalid(f"bench {name} can't be run: {missing}.") from error
        given = (asked.folder,) if about.needs_folder else ()
        prefix = f"{name}: " if len(names) > 1 else ""
        found |= {f"{prefix}{figure}": what for figure, what in module.run(*given, say=common.say).items()}
    print(json.dumps(found, ensure_ascii=False) if asked.json else figures.table(found))
    return common.WRONG if any(what.get("failed") for what in found.values()) else common.GOOD
