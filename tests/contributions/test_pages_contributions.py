"""The pages of contributions, reviews and updates, drawn as in a browser session."""

from datetime import date

import pytest
from builders import a_facility, a_reader, a_shipment, a_title

from bfp.base import db
from bfp.contributions import contribution_typing, contributions
from bfp.mail import letters
from bfp.publishing import redaction, reviews, updates
from bfp.ui.contributions import contribution_desk
from pages import open_page, said

TODAY = date(2026, 11, 23)


@pytest.fixture
def made(desk) -> dict[str, int]:
    """A reader with a letter, a report, a review of a title that was sent, and a cellmate."""
    with db.transaction(desk, "Ada") as con:
        place = a_facility(con, "Sample Oaks Unit")
        reader = a_reader(con, place, "01234567", "Robert", "Testerman")
        a_reader(con, place, "02345671", "William", "Fauxworth")
        title = a_title(con, "The Samples")
        parcel = a_shipment(con, reader, titles=[title])
        letter = letters.add(con, reader, postmark_on=date(2026, 11, 1), today=TODAY)
        body = "Bob Testerman here.\n\nFauxworth says hello."
        report = contributions.add(
            con, reader, "report from inside", date(2026, 9, 2), contributions.Told(letter_id=letter, body=body), today=TODAY
        )
        review = contributions.add(
            con, reader, "book review", date(2026, 9, 3), contributions.Told(letter_id=letter, title_id=title), today=TODAY
        )
    return {"reader": reader, "title": title, "parcel": parcel, "letter": letter, "report": report, "review": review}


def press(at, key):
    [button] = [one for one in at.button if one.key == key]
    return button.click().run()


def test_an_empty_program_says_where_contributions_come_from(desk):
    assert "No contribution is on file yet." in said(open_page("contributions"))
    assert "Choose a contribution" in said(open_page("contribution"))
    assert "No typed report waits here" in said(open_page("updates"))


def test_the_queue_says_how_old_the_oldest_is_and_gives_it_to_a_typist(made, desk):
    at = open_page("contributions")
    assert "**1** to type, **1** to edit; the oldest waits 82 days" in said(at)
    at = press(at, "type_next")
    assert contributions.get(desk, made["review"]).held_by == "Ada"
    assert "The Samples" in at.title[0].value


def test_a_contribution_is_entered_by_itself_once(made, desk):
    at = open_page("contributions")
    at.session_state["contributions_view"] = "Enter one"
    at.run()
    at.session_state["enter_0_reader"] = {"value": [{"value": made["reader"], "label": "Testerman"}]}
    at.selectbox("enter_0_kind").set_value("poem")
    at.text_area("enter_0_body").set_value("Roses are made up.")
    press(at, "enter_0_save")
    table = contributions.of_reader(desk, made["reader"])
    assert table["kind"].tolist()[0] == "poem" and len(table) == 3
    assert "is on file" in said(at)


def test_what_is_missing_is_said_and_nothing_is_saved(made, desk):
    at = open_page("contributions")
    at.session_state["contributions_view"] = "Enter one"
    at.run()
    press(at, "enter_0_save")
    assert "Choose the reader from the list" in said(at)
    assert len(contributions.of_reader(desk, made["reader"])) == 2


def take(at, made, name):
    return press(at, f"contribution{made[name]}_take")


def type_text(at, number, text, box="b", n=1):
    at.session_state[contribution_desk.key_of(number)] = {"typed": {"box": box, "n": n, "text": text}}


def test_what_is_typed_is_saved_when_it_is_put_down(made, desk):
    at = take(open_page("contribution", contribution=made["review"]), made, "review")
    type_text(at, made["review"], "A strong book.")
    press(at, f"contribution{made['review']}_done")
    now = contributions.get(desk, made["review"])
    assert (now.body, now.state, now.held_by) == ("A strong book.", "typed", "")


def test_what_cannot_be_saved_is_said_and_not_called_typed(made, desk):
    at = take(open_page("contribution", contribution=made["review"]), made, "review")
    with db.transaction(desk, "Ben") as con:
        contribution_typing.take(con, made["review"], TODAY, take_over=True)
    type_text(at, made["review"], "Mine.")
    press(at, f"contribution{made['review']}_done")
    assert "Ben has it in hand now" in said(at)
    assert contributions.get(desk, made["review"]).state == "received"


def test_an_older_sending_is_not_saved_over_a_newer_one(made, desk):
    at = take(open_page("contribution", contribution=made["review"]), made, "review")
    type_text(at, made["review"], "Newer words", n=2)
    press(at, f"contribution{made['review']}_back")
    at = take(at, made, "review")
    type_text(at, made["review"], "Newer words, and more", box="c", n=1)
    press(at, f"contribution{made['review']}_back")
    assert contributions.get(desk, made["review"]).body == "Newer words, and more"


def test_a_contribution_says_which_parcel_fed_it_and_that_its_title_is_withdrawn(made, desk):
    with db.transaction(desk, "Ada") as con:
        con.execute("update title set withdrawn = true where id = $id", {"id": made["title"]})
    text = said(open_page("contribution", contribution=made["review"]))
    assert "the title came with parcel" in text and "the title is withdrawn; the review is kept" in text


def test_publishing_without_consent_is_refused_in_a_sentence(made, desk):
    at = open_page("contribution", contribution=made["report"])
    key = f"contribution{made['report']}"
    at.session_state[f"{key}_step"] = "published"
    at.run()
    at.text_input(f"{key}_where").set_value("the newsletter")
    press(at, f"{key}_moved")
    assert "was not asked yet" in said(at)
    assert contributions.get(desk, made["report"]).state == "typed"


def test_consent_is_kept_with_its_letter(made, desk):
    at = open_page("contribution", contribution=made["report"])
    key = f"contribution{made['report']}"
    at.session_state[f"{key}_consent"] = "yes"
    press(at, f"{key}_agreed")
    now = contributions.get(desk, made["report"])
    assert (now.consent, now.consent_letter_id) == ("yes", made["letter"])


def test_a_report_is_decided_previewed_and_published(made, desk):
    with db.transaction(desk, "Ada") as con:
        contributions.agree(con, made["report"], "yes", made["letter"])
    at = open_page("updates", report=made["report"])
    key = f"update{made['report']}"
    assert "2 passages found" in said(at)
    press(at, f"{key}_rest")
    at.text_input(f"{key}_title").set_value("Hello from inside").run()
    press(at, f"{key}_publish")
    assert "Published as update" in said(at)
    [row] = updates.listing(desk)[0].itertuples()
    kept = updates.publication(desk, row.id)["html"]
    assert row.title == "Hello from inside" and "[name] here." in kept and "Testerman" not in kept and "Fauxworth" not in kept


def test_a_published_update_is_taken_out_and_withdrawn(made, desk):
    with db.transaction(desk, "Ada") as con:
        contributions.agree(con, made["report"], "yes", made["letter"])
        redaction.decide(con, made["report"], {one.starts: "remove" for one in redaction.offered(con, made["report"])})
        updates.publish(con, made["report"], "Hello", updates.PLACES[1], TODAY)
    at = open_page("updates")
    at.session_state["updates_view"] = "Published"
    at.run()
    press(at, "make_md")
    assert "1-hello.md is ready" in said(at)
    press(at, "withdraw_go")
    assert "why it is withdrawn" in said(at)
    at.text_input("withdraw_reason").set_value("the reader asks")
    at.checkbox("withdraw_asked").check()
    press(at, "withdraw_go")
    assert contributions.get(desk, made["report"]).consent == "no"


def test_a_titles_page_shows_what_readers_said_without_names(made, desk):
    with db.transaction(desk, "Ada") as con:
        contributions.agree(con, made["review"], "yes", made["letter"])
        reviews.quote(con, made["review"], "A strong book.")
    text = said(open_page("title", title=made["title"]))
    assert "A strong book." in text and "1 review, 1 quoted; 1 copies were sent." in text and "Testerman" not in text


def test_titles_by_reviews_stand_on_the_page(made, desk):
    at = open_page("contributions")
    at.session_state["contributions_view"] = "Reviews"
    at.run()
    assert "1 titles with a review" in said(at)
    assert at.dataframe[0].value["Title"].tolist() == ["The Samples"]
