"""Sealed copies: only a private key that is not here opens them; what is missing or wrong is a sentence and spoils no backup."""

from datetime import datetime

import pytest

from bfp import __main__ as command_line
from bfp import nightwatch, sealing
from bfp.base import backup, db, settings
from bfp.base.errors import Conflict, Invalid, NotFound
from pages import open_page, said

NOW = datetime(2026, 11, 23, 3, 0)


@pytest.fixture
def pair():
    return sealing.new_pair()


@pytest.fixture
def sealed(desk, pair, tmp_path):
    """A desk whose backups are sealed for two people into a folder."""
    folder = tmp_path / "stick"
    folder.mkdir()
    with db.transaction(desk, "Ada") as con:
        sealing.save(con, f"{pair[0]}\n\n{sealing.new_pair()[0]}", str(folder))
    return folder


def test_a_sealed_copy_goes_out_after_a_backup_and_opens_with_either_key_alone(desk, sealed, pair, tmp_path, capsys):
    made = nightwatch.back_up(desk, NOW)
    nightwatch.seal(desk, made)
    [copy] = sealed.iterdir()
    assert copy.name == f"{made.path.name}.age" and sealing.there(desk) == [copy]
    assert copy.read_bytes()[:21] == b"age-encryption.org/v1" and made.path.read_bytes()[:100] not in copy.read_bytes()
    key = tmp_path / "key.txt"
    key.write_text(f"# kept by Ada\n{pair[1]}\n")
    with sealing.opened(copy, key, tmp_path / "beside") as found:
        assert found.read_bytes() == made.path.read_bytes()
    assert list((tmp_path / "beside").iterdir()) == []
    other = tmp_path / "other.duckdb"
    assert command_line.main(["restore", str(copy), "--key", str(key), "--database", str(other)]) == 0
    assert other.is_file() and "all rules kept" in capsys.readouterr().out


def test_another_key_no_key_and_a_damaged_copy_open_nothing(desk, sealed, tmp_path, capsys):
    nightwatch.seal(desk, nightwatch.back_up(desk, NOW))
    [copy] = sealed.iterdir()
    key = tmp_path / "key.txt"
    key.write_text(sealing.new_pair()[1])
    with pytest.raises(Conflict, match="not opened by this key"), sealing.opened(copy, key, tmp_path):
        pass
    key.write_text("no key")
    with pytest.raises(Invalid, match="holds no private key"), sealing.opened(copy, key, tmp_path):
        pass
    with pytest.raises(NotFound), sealing.opened(copy, tmp_path / "none", tmp_path):
        pass
    assert command_line.main(["restore", str(copy), "--database", str(tmp_path / "x.duckdb")]) == 2
    assert "--key KEYFILE" in capsys.readouterr().err


def test_copies_there_are_thinned_out_as_the_backups_here_are_and_others_stay(desk, sealed):
    (sealed / "holiday.age").write_text("not ours")
    for day in range(1, 29):
        nightwatch.seal(desk, nightwatch.back_up(desk, NOW.replace(day=day)))
    here = {one.path.name for one in backup.listing(desk)}
    assert {path.stem for path in sealed.iterdir()} == here | {"holiday"}


def test_a_folder_that_is_gone_is_told_and_does_not_spoil_the_night(desk, sealed, caplog):
    sealed.rmdir()
    nightwatch.seal(desk, nightwatch.back_up(desk, NOW))
    assert "There is no folder" in caplog.text and "which is not there now" in sealing.warning(desk)
    assert "which is not there now" in said(open_page("backup"))


WRONG = {
    "a private key": (lambda pair: pair[1], "private key, not to be kept here"),
    "no key": (lambda pair: f"{pair[0]}\nage1nonsense", "Line 2 is no public key"),
    "a folder without a key": (lambda pair: "", "Say both"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_public_key_is_refused_on_the_page_and_nothing_is_kept(desk, pair, tmp_path, wrong):
    typed, words = WRONG[wrong]
    at = open_page("backup")
    at.text_area(key="sealed_0_keys").set_value(typed(pair))
    at.text_input(key="sealed_0_folder").set_value(str(tmp_path))
    at.button(key="sealed_save").click().run()
    assert words in said(at).replace("\\", "") and settings.load(desk).sealed_into == ""


@pytest.mark.parametrize(
    ("folder", "words"), [("stick", "from its beginning"), ("/nowhere/at/all", "There is no folder"), ("", "Say both")]
)
def test_a_folder_that_is_none_is_refused(desk, pair, folder, words):
    with pytest.raises(Invalid, match=words), db.transaction(desk, "Ada") as con:
        sealing.save(con, pair[0], folder)


def test_a_pair_is_printed_once_and_fits_together(capsys):
    assert command_line.main(["key"]) == 0
    said = capsys.readouterr().out.split()
    [public], [private] = [[word for word in said if word.startswith(start)] for start in ("age1", "AGE-SECRET-KEY-")]
    assert sealing.keys(public) == [public] and sealing.x25519.Identity.from_str(private).to_public().__str__() == public
