"""A reader as one line of time: everything that went to and fro, in its order, with what it opens."""

from datetime import date

from builders import a_facility, a_reader, a_request, a_shipment, a_title

from bfp.base.charts import COLOURS
from bfp.contributions import contributions, joining, study_groups, study_work
from bfp.desk import entry, reader_time, reader_time_chart
from bfp.mail import shipments
from bfp.outcomes import umf
from bfp.readers import reader_merge, readers

TODAY = date(2026, 11, 23)


def told(con, reader):
    table = reader_time.line(con, reader)
    return [(str(row.when.date()), row.what, row.text) for row in table.itertuples()]


def test_a_reader_without_mail_has_an_empty_line(con):
    assert reader_time.line(con, a_reader(con)).empty


def test_letters_requests_parcels_outcomes_and_contributions_stand_in_their_order(con):
    reader = a_reader(con)
    saved = entry.save(con, entry.Entry(postmark_on=date(2026, 1, 2), reader_id=reader, titles=((None, "a dictionary"),)), TODAY)
    parcel = a_shipment(con, reader, on=date(2026, 2, 1), titles=[a_title(con, "A Dictionary")], outcome="censored",
                        learned_on=date(2026, 3, 1))  # fmt: skip
    contributions.add(con, reader, "book review", date(2026, 4, 1), contributions.Told(title_id=a_title(con, "Another")))
    number = shipments.number(parcel)
    assert told(con, reader) == [
        ("2026-04-01", "step", "active: the first thing given back"),
        ("2026-04-01", "gave back", "book review about Another"),
        ("2026-03-01", "censored", "A Dictionary (reader's letter)"),
        ("2026-02-01", "parcel", f"{number}: A Dictionary"),
        ("2026-01-02", "request", "a dictionary (waits)"),
        ("2026-01-02", "letter", f"L-{saved.letter_id}"),
        ("2026-01-02", "step", "wrote"),
    ]


def test_what_stands_on_the_line_opens_what_it_is_about(con):
    reader = a_reader(con)
    parcel = a_shipment(con, reader)
    given = contributions.add(con, reader, "poem", date(2026, 4, 1))
    links = set(reader_time.line(con, reader)["link"])
    assert links == {f"packing?shipment={parcel}", f"contribution?contribution={given}", ""}


def test_a_move_in_a_letter_is_told_once_and_one_by_hand_too(con):
    old, new, third = a_facility(con, "Old Unit"), a_facility(con, "New Unit"), a_facility(con, "Third Unit")
    reader = a_reader(con, old)
    entry.save(con, entry.Entry(postmark_on=date(2026, 5, 1), reader_id=reader, facility_id=new), TODAY)
    readers.move(con, reader, third, TODAY, "wrote us")
    moves = [text for _, what, text in told(con, reader) if what == "move"]
    assert sorted(moves) == ["New Unit, TX → Third Unit, TX (wrote us)", "Old Unit, TX → New Unit, TX"]


def test_changes_of_the_record_are_told(con):
    reader = a_reader(con)
    readers.edit(con, reader, status="released", reason="letter of a friend")
    assert [text for _, what, text in told(con, reader) if what == "record"] == ["status: active → released (letter of a friend)"]


def test_steps_study_groups_replies_and_forms_are_on_it(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 3, 1))
    [form] = umf.print_for(con, [reader], date(2026, 10, 1))
    joining.set_step(con, reader, "introduction sent", date(2026, 10, 2), TODAY, note="by Ben")
    group = study_groups.add(con, "Circle", date(2026, 10, 3), TODAY, course="Economy")
    study_groups.join(con, group, reader, date(2026, 10, 3), TODAY)
    study_work.send(con, study_groups.add_assignment(con, group, "Chapter 1"), date(2026, 10, 4), TODAY)
    [work] = study_work.listing(con, TODAY, "not answered")["id"]
    study_work.answer(con, int(work), date(2026, 11, 1), TODAY)
    study_work.reply(con, int(work), "Good.", date(2026, 11, 5), TODAY)
    lines = told(con, reader)
    for one in (
        ("2026-11-05", "reply", "Circle: Chapter 1, by Ada"),
        ("2026-11-01", "study group", "Circle: Chapter 1 answered"),
        ("2026-10-04", "study group", "Circle: Chapter 1 sent"),
        ("2026-10-03", "study group", "joined Circle"),
        ("2026-10-02", "step", "introduction sent, by Ben"),
        ("2026-10-01", "form", f"{umf.number(form)}: printed"),
    ):
        assert one in lines
    assert sum(what == "reply" for _, what, _ in lines) == 1  # the contribution that was answered by it is not told again


def test_what_was_taken_back_is_not_on_the_line(con):
    reader = a_reader(con)
    letter = entry.save(con, entry.Entry(postmark_on=date(2026, 5, 1), reader_id=reader), TODAY)
    entry.undo(con, letter.letter_id, TODAY)
    assert told(con, reader) == []


def test_a_merged_reader_has_one_line(con):
    kept, other = a_reader(con), a_reader(con, first_name="Twice")
    a_request(con, kept, on=date(2026, 5, 1))
    a_request(con, other, on=date(2026, 6, 1))
    reader_merge.merge(con, kept, other, "one hand")
    lines = told(con, other)
    assert lines == told(con, kept) and sum(what == "request" for _, what, _ in lines) == 2
    assert any(what == "record" and "merged with: Reader, Twice (one hand)" in text for _, what, text in lines)


def test_every_thing_on_the_line_has_its_lane_and_outcomes_their_colour(con):
    reader = a_reader(con)
    a_shipment(con, reader, on=date(2026, 1, 5), outcome="received", learned_on=date(2026, 2, 1))
    table = reader_time.lanes(reader_time.line(con, reader))
    assert list(table.columns) == ["when", "what", "lane"] and table["lane"].notna().all()
    spec = reader_time_chart.line(table).to_dict()
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["received"] == COLOURS["received"]


def test_only_the_latest_are_told_of_a_long_life(con):
    reader = a_reader(con)
    for month in range(1, 8):
        a_request(con, reader, on=date(2026, month, 1))
    assert [str(day.date()) for day in reader_time.line(con, reader, limit=2)["when"]] == ["2026-07-01", "2026-06-01"]
