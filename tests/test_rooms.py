"""The map is true: each room says at its door what it knows, no folder is crowded, and a wrong arrow is noticed."""

import importlib
import tomllib
from pathlib import Path

import grimp
import pytest
from arrows import ArrowsContract

ROOT = Path(__file__).parent.parent
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
ARROWS = {room.strip(): known.split() for room, _, known in (line.partition("->") for line in CONTRACT["arrows"])}
ROOMS = [room for room in ARROWS if (ROOT / "bfp" / room).is_dir() and room != "ui"]
AT_MOST = 22  # files in a folder: past that, look for the second noun


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_at_its_door_what_it_holds_and_what_it_knows(room):
    door = importlib.import_module(f"bfp.{room}").__doc__ or ""
    assert len(door.strip().splitlines()) >= 3
    if "*" in ARROWS[room]:
        assert "every room" in door
    else:
        assert not [known for known in ARROWS[room] if known not in door.lower()]


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in (ROOT / "bfp").rglob("*") if path.suffix in (".py", ".sql")}), ids=str
)
def test_a_folder_is_small_enough_to_look_through(folder):
    assert len([path for path in folder.iterdir() if path.is_file() and path.suffix != ".pyc"]) <= AT_MOST


def test_every_room_of_pages_and_tests_is_a_room_of_the_program():
    there = {path.name for part in ("pages", "bfp/ui") for path in (ROOT / part).iterdir() if path.is_dir()}
    assert there - {"__pycache__"} <= set(ROOMS)


def a_house(*imports: tuple[str, str]) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in ("house", "house.cellar", "house.kitchen", "house.kitchen.oven", "house.roof", "house.lib"):
        graph.add_module(module)
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def broken(
    *imports: tuple[str, str], arrows: tuple[str, ...] = ("cellar -> nothing", "kitchen -> cellar", "roof -> *", "lib ->")
) -> list[str]:
    options = {"container": "house", "arrows": list(arrows), "everybody_may_use": ["lib"]}
    check = ArrowsContract(name="map", session_options={"root_packages": ["house"]}, contract_options=options).check(
        a_house(*imports), False
    )
    assert check.kept == (not check.metadata["wrong"])
    return check.metadata["wrong"]


def test_an_arrow_that_is_drawn_is_kept():
    assert (
        broken(("house.kitchen.oven", "house.cellar"), ("house.roof", "house.kitchen.oven"), ("house.kitchen", "house.lib")) == []
    )


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("house.cellar", "house.kitchen.oven"), ("house.kitchen.oven", "house.roof"), ("house.cellar", "house.lib"),
        ("house", "house.kitchen"),
    ],
)  # fmt: skip
def test_an_arrow_that_is_not_drawn_is_noticed(importer, imported):
    assert broken((importer, imported)) == [f"{importer} -> {imported}"]


def test_a_room_without_a_line_and_a_line_without_a_room_are_noticed():
    assert broken(arrows=("cellar -> nothing", "kitchen ->", "roof ->", "lib ->", "attic ->")) == [
        "house.attic has a line, but is not there"
    ]
    assert broken(arrows=("cellar -> nothing", "kitchen ->", "roof ->")) == ["house.lib has no line"]


def test_no_two_files_of_tests_have_one_name():
    """They are modules without a package: of two with one name only the first would be run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
