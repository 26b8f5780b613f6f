"""python -m bfp: what it says, what it returns, and that nobody ever sees a trace."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from bfp import __main__ as command_line
from bfp.base import db
from bfp.bench import BENCHES, figures
from bfp.check import RULES
from bfp.command_line import common, looking
from bfp.schema import migrations
from pages import begun

ROOT = Path(__file__).parent.parent
HOLD = "import sys; from bfp.base import db; con = db.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def bfp(*arguments, **environment) -> subprocess.CompletedProcess:
    """Run the command in a process of its own, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "bfp", *map(str, arguments)],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@contextmanager
def held(path):
    """Another program that has the database open."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "open\n"
        yield holder
    finally:
        holder.communicate()


@pytest.fixture
def demonstration(made_up, tmp_path):
    """A made-up program in a file of its own."""
    return Path(shutil.copy(made_up, tmp_path))


def one_sentence(text: str) -> bool:
    return "Traceback" not in text and len(text.strip().splitlines()) == 1 and text.strip()[-1] in ".!?"


@pytest.mark.parametrize("command", ["demo", "import", "backup", "check", "bench"])
def test_each_command_explains_itself_with_examples_and_exit_codes(command, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main([command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert f"python -m bfp {command}" in text and "examples:" in text and "exit codes:" in text


def test_the_help_names_every_command_and_every_measurement(capsys):
    for arguments, names in ((["--help"], ["demo", "import", "backup", "check", "bench"]), (["bench", "--help"], list(BENCHES))):
        with pytest.raises(SystemExit):
            command_line.main(arguments)
        text = capsys.readouterr().out
        assert all(f"  {name} " in text for name in names)


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["demo", "--items", "many"], ["check", "--today", "soon"], ["import", "wrong", "f"]]
)
def test_wrong_use_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    assert ended.value.code == 2


def test_demo_makes_a_program_and_says_how_large(tmp_path):
    path = tmp_path / "new" / "demo.duckdb"
    done = bfp("demo", "--items", 300, "--database", path)
    assert done.returncode == 0 and done.stderr == ""  # no bar where there is no terminal
    assert "300 items to" in done.stdout


def test_a_command_works_where_bfp_database_says(demonstration, monkeypatch, capsys):
    monkeypatch.setenv("BFP_DATABASE", str(demonstration))
    assert command_line.main(["check"]) == 0
    assert "all kept" in capsys.readouterr().out


def test_demo_refuses_a_database_in_use(demonstration, capsys):
    assert command_line.main(["demo", "--items", "200", "--database", str(demonstration)]) == 2
    said = capsys.readouterr().err
    assert one_sentence(said) and "in use already" in said


def test_demo_by_force_replaces_a_demonstration(demonstration, capsys):
    assert command_line.main(["demo", "--items", "200", "--force", "--database", str(demonstration)]) == 0
    with common.opened(demonstration) as con:
        assert db.value(con, "select count(*) as n from item") == 200


def test_demo_by_force_never_replaces_real_work(tmp_path, capsys):
    path = tmp_path / "real.duckdb"
    con = db.connect(path)
    migrations.migrate(con)
    con.execute("insert into system (name, kind) values ('Example', 'state')")
    con.execute("insert into facility (name, system_id, state, kind) values ('Example Unit', 1, 'TX', 'prison')")
    con.close()
    assert command_line.main(["demo", "--items", "200", "--force", "--database", str(path)]) == 2
    with common.opened(path) as con:
        assert db.value(con, "select count(*) as n from facility") == 1


def test_check_is_0_and_says_ok_for_every_rule(demonstration, capsys):
    assert command_line.main(["check", "--database", str(demonstration)]) == 0
    out = capsys.readouterr().out
    assert out.count("\nok ") + out.startswith("ok ") == len(RULES)
    assert "all kept" in out


def test_check_is_1_and_says_what_is_wrong(demonstration, capsys):
    with common.opened(demonstration) as con:
        con.execute("update stock set on_hand = on_hand + 1 where title_id = 1")
    assert command_line.main(["check", "--database", str(demonstration)]) == 1
    out = capsys.readouterr().out
    assert "BROKEN  copies on hand are the sum of the movements  1 row: 1," in out and "1 broken" in out


@pytest.mark.parametrize("command", [["check"], ["backup", "copy.duckdb"]])
def test_a_database_that_is_not_there_is_not_made(command, tmp_path, capsys):
    path = tmp_path / "none.duckdb"
    assert command_line.main([*command, "--database", str(path)]) == 2
    assert one_sentence(capsys.readouterr().err)
    assert not path.exists()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path, capsys):
    path = tmp_path / "letter.txt"
    path.write_text("Dear friends, " * 1000)
    assert command_line.main(["check", "--database", str(path)]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said and len(said.strip().splitlines()) == 1


@pytest.fixture
def damaged(demonstration):
    """A program whose file was hurt by the disk, block after block."""
    content = bytearray(demonstration.read_bytes())
    for at in range(3 * 4096, len(content), 256 * 1024):
        content[at + 100] ^= 255
    demonstration.write_bytes(content)
    return demonstration


EVERY_COMMAND = [["check"], ["backup", "{tmp}/copy.duckdb"], ["import", "facilities", "{tmp}/f.csv"], ["demo", "--force"]]


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=lambda command: command[0])
def test_on_a_damaged_file_every_command_says_how_to_restore_it(command, damaged, tmp_path):
    (tmp_path / "f.csv").write_text("name,state\nExample Unit,TX\n")
    done = bfp(*(part.format(tmp=tmp_path) for part in command), "--database", damaged)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "can't be read" in done.stderr and "copy the newest backup" in done.stderr


def test_pages_and_sidebar_of_a_damaged_file_say_how_to_restore_it(damaged, monkeypatch):
    monkeypatch.setenv("BFP_DATABASE", str(damaged))
    at = begun().run()
    db.close_shared()
    assert not at.exception
    assert any("copy the newest backup" in said.value for said in at.error)


@pytest.mark.parametrize(
    "command", [["check"], ["demo", "--items", "200"], ["backup", "{tmp}/copy.duckdb"], ["import", "facilities", "{tmp}/f.csv"]]
)
def test_a_database_that_another_program_holds_is_3_and_one_sentence_that_names_it(command, demonstration, tmp_path, capsys):
    (tmp_path / "f.csv").write_text("name,state\nExample Unit,TX\n")
    with held(demonstration) as holder:
        done = command_line.main([*(part.format(tmp=tmp_path) for part in command), "--database", str(demonstration)])
    said = capsys.readouterr().err
    assert done == 3
    assert "Traceback" not in said and len(said.strip().splitlines()) == 1
    assert f"process {holder.pid}" in said and "python" in said and "demo.duckdb" in said


def test_the_desk_itself_says_which_program_holds_the_database(demonstration, monkeypatch):
    monkeypatch.setenv("BFP_DATABASE", str(demonstration))
    with held(demonstration) as holder:
        at = begun().run()
        assert not at.exception
        assert at.title[0].value == "The desk is closed"
        assert f"process {holder.pid}" in at.error[0].value and "demo.duckdb" in at.error[0].value
    at.run()  # and opens as soon as the other one is gone
    try:
        assert at.title[0].value != "The desk is closed"
    finally:
        db.close_shared()


def test_backup_makes_a_file_that_opens(demonstration, tmp_path, capsys):
    target = tmp_path / "stick" / "friday.duckdb"
    target.parent.mkdir()
    assert command_line.main(["backup", str(target), "--database", str(demonstration)]) == 0
    assert "opened and counted" in capsys.readouterr().out
    assert command_line.main(["check", "--database", str(target)]) == 0


def test_backup_never_writes_over_a_file(demonstration, tmp_path, capsys):
    target = tmp_path / "friday.duckdb"
    target.write_text("something dear")
    assert command_line.main(["backup", str(target), "--database", str(demonstration)]) == 2
    assert target.read_text() == "something dear"


def test_backup_into_a_folder_that_is_not_there_says_so(demonstration, tmp_path, capsys):
    assert command_line.main(["backup", str(tmp_path / "none" / "x.duckdb"), "--database", str(demonstration)]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_import_says_what_is_new_and_keeps_the_rejected_rows_with_their_reason(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file, path = tmp_path / "places.csv", tmp_path / "new.duckdb"
    file.write_text("name,state,city,zip\nExample Unit,Texas,Sampleton,75001\nNowhere Unit,Atlantis,Deep,00000\n")
    assert command_line.main(["import", "facilities", str(file), "--database", str(path)]) == 0
    assert "1 new, 0 changed, 0 unchanged, 1 rejected" in capsys.readouterr().out
    rejected = (tmp_path / "places.csv.rejected.csv").read_text(encoding="utf-8-sig")
    assert "Nowhere Unit" in rejected and "reason" in rejected.splitlines()[0]
    assert command_line.main(["import", "facilities", str(file), "--database", str(path)]) == 0
    assert "0 new, 0 changed, 1 unchanged" in capsys.readouterr().out


def test_import_of_a_file_that_is_not_there_makes_no_database(tmp_path, capsys):
    assert command_line.main(["import", "facilities", str(tmp_path / "no.csv"), "--database", str(tmp_path / "new.duckdb")]) == 2
    assert "There is no file" in capsys.readouterr().err
    assert not (tmp_path / "new.duckdb").exists()


def test_bench_says_which_folder_it_needs(capsys):
    assert command_line.main(["bench", "finder"]) == 2
    assert "needs the folder" in capsys.readouterr().err


@pytest.fixture
def a_measurement(monkeypatch):
    """Stands in for a measurement that takes minutes."""
    import types

    module = types.ModuleType("bfp.bench.quick")
    module.run = lambda say: {"letter": figures.figure(12, "ms", 3), "count": figures.figure(2, "letters")}
    monkeypatch.setitem(sys.modules, "bfp.bench.quick", module)
    monkeypatch.setitem(BENCHES, "quick", command_line_bench("bfp.bench.quick"))
    monkeypatch.setitem(BENCHES, "gone", command_line_bench("bfp.bench.gone"))


def command_line_bench(module: str):
    return type(BENCHES["pages"])(module, "for this test")


def test_bench_shows_figure_value_baseline_and_ratio(a_measurement, capsys):
    assert command_line.main(["bench", "quick"]) == 0
    lines = [[cell.strip() for cell in line.split("|")] for line in capsys.readouterr().out.splitlines()]
    assert ["figure", "value", "baseline", "ratio"] in lines
    assert ["letter", "12 ms", "3 ms", "4"] in lines


def test_bench_without_a_name_runs_what_needs_no_folder(a_measurement, monkeypatch, capsys):
    quick = BENCHES["quick"]
    needy = type(quick)("bfp.bench.finder", "needs a folder", needs_folder=True)
    monkeypatch.setattr(looking, "BENCHES", {"quick": quick, "again": quick, "finder": needy})
    assert command_line.main(["bench", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"quick: letter", "quick: count", "again: letter", "again: count"}


def test_bench_json_is_one_object(a_measurement, capsys):
    assert command_line.main(["bench", "quick", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "letter": {"value": 12, "unit": "ms", "baseline": 3, "ratio": 4},
        "count": {"value": 2, "unit": "letters", "baseline": None, "ratio": None},
    }


def test_a_measurement_that_is_not_there_is_a_sentence(a_measurement, capsys):
    assert command_line.main(["bench", "gone"]) == 2
    assert "can't be run" in capsys.readouterr().err


def test_what_the_program_writes_is_for_its_own_user(tmp_path):
    (tmp_path / "f.csv").write_text("name,state\nExample Unit,TX\n")
    database, copy = tmp_path / "made" / "desk.duckdb", tmp_path / "copy.duckdb"
    assert bfp("import", "facilities", tmp_path / "f.csv", "--database", database).returncode == 0
    assert bfp("backup", copy, "--database", database).returncode == 0
    assert [oct(path.stat().st_mode & 0o777) for path in (database, copy, database.parent)] == ["0o600", "0o600", "0o700"]


def test_import_is_told_of_columns_state_and_letters_and_tries_without_writing(tmp_path, capsys):
    path, file = tmp_path / "new.duckdb", tmp_path / "f.csv"
    file.write_bytes("Wo,Wohin,Zip\nSeñal Unit,Here,75001\n".encode("mac_roman"))
    told = ["--state", "texas", "--column", "name=Wo", "--column", "city=Wohin", "--encoding", "mac_roman"]
    told += ["--database", str(path)]
    assert command_line.main(["import", "facilities", str(file), *told, "--dry-run"]) == 0
    assert "1 new, 0 changed, 0 unchanged, 0 rejected. Nothing is written." in capsys.readouterr().out
    assert command_line.main(["import", "facilities", str(file), *told]) == 0
    assert "facilities: 1 new" in capsys.readouterr().out
    con = db.connect(path)
    try:
        assert db.rows(con, "select name, state, city from facility") == [{"name": "Señal Unit", "state": "TX", "city": "Here"}]
    finally:
        con.close()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["--column", "colour=Name"], "no field colour"), (["--column", "name=Colour"], "no column Colour"),
        (["--state", "Nowhere"], "Nowhere is no state"),
    ],
)  # fmt: skip
def test_what_is_told_wrongly_of_a_file_is_refused_in_words(told, said, tmp_path, capsys):
    file = tmp_path / "f.csv"
    file.write_text("Name,State\nAlder Unit,TX\n")
    assert command_line.main(["import", "facilities", str(file), "--database", str(tmp_path / "new.duckdb"), *told]) == 2
    assert said in capsys.readouterr().err
