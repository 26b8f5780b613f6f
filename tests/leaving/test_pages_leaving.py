"""The pages from which things leave whole: written, listed, refused in a sentence; one reader's file beside their record."""

from builders import a_facility, a_reader

from bfp.base import db
from pages import open_page, said


def test_everything_is_written_as_files_and_offered(desk):
    at = open_page("save_as_files")
    at.button(key="write_everything").click().run()
    assert "is written: " in said(at).replace("\\", "") and " tables, " in said(at)
    [file] = db.backup_folder(desk.path).glob("everything-*.zip")
    assert any(file.name in button.proto.label.replace("\\", "") for button in at.get("download_button"))


def test_a_folder_that_can_t_be_written_is_told_and_nothing_is_left(desk):
    folder = db.backup_folder(desk.path)
    folder.write_text("no folder")
    at = open_page("save_as_files")
    at.button(key="write_everything").click().run()
    assert "Not written." in said(at) and not at.exception


def test_a_readers_file_is_offered_beside_their_record(desk):
    with db.transaction(desk) as con:
        reader = a_reader(con, a_facility(con), "1234567", "Testa", "Quill")
    labels = [button.proto.label for button in open_page("readers", reader=reader).get("download_button")]
    assert {"On paper", "JSON"} <= set(labels)
