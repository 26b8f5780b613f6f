"""A copy for a reader has what is about that reader, and nobody else's name, number, prison or title."""

import pytest
from letter_samples import TODAY, a_world
from paper_reading import read

from bfp.appeals.letters import appeal_letters, letter_values, reader_copies
from bfp.base import db
from bfp.base.errors import NotFound
from bfp.incidents import incidents


@pytest.fixture
def world(con):
    return a_world(con)


def words(made: bytes) -> str:
    return " ".join(" ".join(sheet.text for sheet in read(made)).split())


def a_letter(con, appeal_id, kind="content", others="The Example Union"):
    lines = letter_values.reader_lines(con, appeal_id).values()
    appeal_letters.make(con, appeal_id, kind, TODAY, copies_to="\n".join([*lines, others]), blanks=True)
    return appeal_letters.letters(con, appeal_id)[0]


@pytest.mark.parametrize("kind", ["content", "rule", "no notice", "pattern"])
def test_each_reader_has_a_copy_of_their_own_mail_that_names_nobody_else(con, world, kind):
    appeal_id = world.pattern if kind == "pattern" else world.single
    con.execute("update reader set first_name = 'Zenobia', last_name = 'Quill' || id || 'x', number = 'N' || id || 'Z'")
    letter = a_letter(con, appeal_id, kind)
    told = letter_values.items(con, appeal_id)
    assert len(reader_copies.readers(con, letter)) == len(told) > 1
    for own in told:
        said = words(reader_copies.pdf(con, letter.id, own["reader_id"]))
        assert own["reader"] in said and reader_copies.ANOTHER in said and "The Example Union" in said
        for other in told:
            if other is not own:
                assert other["reader"] not in said and other["reader_number"] not in said
                assert other["facility"] == own["facility"] or other["facility"].split(",")[0] not in said


def test_the_titles_of_others_are_not_in_the_copy(con, world):
    con.execute("update incident set title_id = null, title_text = 'The Secret of ' || id")
    letter = a_letter(con, world.single)
    first, second = letter_values.items(con, world.single)
    said = words(reader_copies.pdf(con, letter.id, first["reader_id"]))
    assert first["title"] in said and second["title"] not in said


def test_a_letter_about_one_reader_is_its_own_copy(con, world):
    [one, other] = letter_values.items(con, world.single)
    incidents.void(con, other["id"], "entered twice", TODAY)
    letter = a_letter(con, world.single)
    assert words(reader_copies.pdf(con, letter.id, one["reader_id"])) == words(appeal_letters.pdf(con, letter.id))


def test_who_is_not_named_gets_no_copy(con, world):
    appeal_letters.make(con, world.single, "content", TODAY, copies_to="The Example Union")
    letter = appeal_letters.letters(con, world.single)[0]
    reader = db.value(con, "select min(reader_id) from incident")
    assert reader_copies.readers(con, letter) == {}
    with pytest.raises(NotFound, match="gets no copy"):
        reader_copies.pdf(con, letter.id, reader)
