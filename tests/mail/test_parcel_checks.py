"""What a packer must know before a parcel is closed: each rule with a facility that has it, and a parcel that keeps it."""

from datetime import date, timedelta

import pytest
from builders import a_facility, a_reader, a_request, a_shipment, a_title, an_outcome

from bfp.base import db, parcel_numbers, settings
from bfp.base.errors import NotFound
from bfp.mail import parcel_checks, shipments
from bfp.places import restrictions
from bfp.readers import readers

TODAY = date(2026, 11, 23)


def days_ago(count):
    return TODAY - timedelta(days=count)


@pytest.fixture
def place(con):
    return a_facility(con, "Example Unit")


@pytest.fixture
def reader(con, place):
    return a_reader(con, place)


def a_rule(con, place, **says):
    about = {"level": "facility", "facility_id": place, "starts_on": date(2024, 2, 1), "source_kind": "staff on the phone"}
    return restrictions.add(con, restrictions.Told(**{**about, **says}))


def check(con, reader, wanted, **more):
    wanted = wanted if isinstance(wanted, dict) else dict.fromkeys(wanted, 1)
    found = parcel_checks.check(con, reader, wanted, TODAY, **more)
    assert len({one.key for one in found}) == len(found)
    return found


def rules(con, reader, wanted, **more):
    """What is found, by rule; each of the rules named here is found once."""
    return {one.rule: one for one in check(con, reader, wanted, **more)}


def breached(con, reader, wanted, rule, **more):
    """The one breach there is, and that it is of this rule."""
    [found] = check(con, reader, wanted, **more)
    assert (found.rule, found.needs_reason) == (rule, True)
    return found


def test_a_parcel_that_breaks_nothing_has_nothing_to_look_at(con, reader):
    assert check(con, reader, [a_title(con)]) == []


def test_an_empty_parcel_has_nothing_to_look_at(con, place):
    assert check(con, a_reader(con, place, status="dead"), {}) == []


def test_a_parcel_is_for_somebody(con):
    with pytest.raises(NotFound):
        check(con, 999, [a_title(con)])


# ---- the rules of the place ---------------------------------------------------------------------


def test_a_breach_is_said_with_its_rule_its_date_and_its_source(con, place, reader):
    rule = a_rule(con, place, max_items=1, source="mail room, Ms. Doe")
    found = breached(con, reader, [a_title(con), a_title(con)], "at most")
    assert found.restriction_id == rule
    assert found.sentence == (
        "Example Unit, TX takes at most 1, here are 2: at most 1 book "
        "(unit, staff by phone, since 1 Feb 2024, mail room, Ms. Doe)."
    )


def test_refuses_all(con, place, reader):
    a_rule(con, place, refuses_all=True)
    assert "refuses all books" in breached(con, reader, [a_title(con)], "refuses all").sentence


def test_at_most_counts_copies(con, place, reader):
    a_rule(con, place, max_items=2)
    one, two = a_title(con), a_title(con)
    assert check(con, reader, [one, two]) == []
    assert rules(con, reader, {one: 2, two: 1}).keys() == {"at most", "several copies"}


def test_paperback_only(con, place, reader):
    a_rule(con, place, paperback_only=True)
    soft, hard = a_title(con), a_title(con, "Hard", binding="hardcover")
    found = breached(con, reader, [soft, hard], "paperback only")
    assert found.title_id == hard and found.sentence.startswith("Hard is a hardcover: paperback only (unit")
    assert check(con, reader, [soft]) == []


def test_no_hardcover(con, place, reader):
    a_rule(con, place, no_hardcover=True)
    soft, hard = a_title(con), a_title(con, binding="hardcover")
    assert breached(con, reader, [soft, hard], "no hardcover").title_id == hard
    assert check(con, reader, [soft]) == []


def test_new_only_is_confirmed_for_all_but_our_own(con, place, reader):
    a_rule(con, place, new_only=True)
    other, own = a_title(con, "Maybe Used"), a_title(con, literature_class="own", kind="pamphlet")
    found = breached(con, reader, [other, own], "new only")
    assert found.title_id == other and "Is the copy of Maybe Used new?" in found.sentence
    assert check(con, reader, [own]) == []


def test_used_refused_in_words(con, place, reader):
    a_rule(con, place, text="No used books")
    other, own = a_title(con), a_title(con, literature_class="own")
    assert breached(con, reader, [other], "used").title_id == other
    assert rules(con, reader, [own]).keys() == {"in words"}


def test_approved_vendors_only(con, place, reader):
    a_rule(con, place, approved_vendors_only=True)
    assert "Are we one?" in breached(con, reader, [a_title(con)], "approved vendors only").sentence


def test_prior_approval(con, place, reader):
    a_rule(con, place, prior_approval=True)
    assert "approved these before" in breached(con, reader, [a_title(con)], "prior approval").sentence


def test_an_invoice_is_shown_and_the_slip_is_one(con, place, reader):
    a_rule(con, place, invoice_needed=True)
    [found] = check(con, reader, [a_title(con)])
    assert (found.rule, found.needs_reason) == ("invoice", False)
    assert "the packing slip is one" in found.sentence


def test_size_is_a_line_to_look_at(con, place, reader):
    a_rule(con, place, max_size="9 x 12 in")
    [found] = check(con, reader, [a_title(con)])
    assert (found.rule, found.needs_reason) == ("size", False)
    assert "no larger than 9 x 12 in" in found.sentence


def test_weight_as_weighed(con, place, reader):
    a_rule(con, place, max_weight_oz=48)
    titles = [a_title(con)]
    assert check(con, reader, titles, weight_oz=48) == []
    found = breached(con, reader, titles, "weight", weight_oz=49)
    assert found.sentence.startswith("The parcel weighs 3 lb 1 oz: at most 3 lb (unit")


def test_weight_by_the_titles(con, place, reader):
    a_rule(con, place, max_weight_oz=20)
    assert check(con, reader, [a_title(con)]) == []
    breached(con, reader, [a_title(con), a_title(con)], "weight")


@pytest.mark.parametrize("added_up", [None, 12])
def test_weight_that_nobody_knows_is_a_line_to_look_at(con, place, reader, added_up):
    a_rule(con, place, max_weight_oz=48)
    known, unknown = a_title(con), a_title(con)
    con.execute("update title set weight_oz = null where id = $id", {"id": unknown})
    [found] = check(con, reader, [known, unknown], weight_oz=added_up)
    assert (found.rule, found.needs_reason) == ("weight", False)
    assert "Weigh it" in found.sentence
    assert check(con, reader, [known, unknown], weight_oz=30) == []


def test_a_rule_in_words_is_shown_and_needs_no_reason(con, place, reader):
    a_rule(con, place, text="no stickers on the wrapping")
    [found] = check(con, reader, [a_title(con)])
    assert (found.rule, found.needs_reason) == ("in words", False)
    assert "no stickers on the wrapping" in found.sentence


def test_words_beside_a_rule_that_is_kept_are_shown_too(con, place, reader):
    a_rule(con, place, paperback_only=True, text="no spiral bindings")
    assert rules(con, reader, [a_title(con)]).keys() == {"in words"}
    assert rules(con, reader, [a_title(con, binding="hardcover")]).keys() == {"paperback only"}


def test_a_rule_of_the_system_holds_and_one_that_ended_does_not(con, place, reader):
    system = db.value(con, "select system_id from facility where id = $id", id=place)
    rule = a_rule(con, None, level="system", system_id=system, facility_id=None, refuses_all=True)
    assert "(state, staff by phone, since 1 Feb 2024)" in breached(con, reader, [a_title(con)], "refuses all").sentence
    restrictions.end(con, rule, TODAY)
    assert check(con, reader, [a_title(con)]) == []


def test_a_letter_is_no_book(con, place, reader):
    a_rule(con, place, refuses_all=True)
    letter = a_title(con, kind="letter", literature_class="letter")
    assert check(con, reader, [letter], mail_class="First Class") == []


# ---- the reader and the place -------------------------------------------------------------------


@pytest.mark.parametrize("status", ["moved", "released", "dead"])
def test_a_reader_who_is_gone(con, place, status):
    found = breached(con, a_reader(con, place, status=status), [a_title(con)], "reader gone")
    assert found.sentence == f"The reader is on file as {status}."


@pytest.mark.parametrize(("days", "says"), [(0, "has passed"), (21, "may come too late")])
def test_a_release_date_passed_or_very_near(con, place, days, says):
    reader = a_reader(con, place, release_on=TODAY + timedelta(days=days))
    assert says in breached(con, reader, [a_title(con)], "release date").sentence


def test_a_release_date_near_is_shown(con, place):
    [found] = check(con, a_reader(con, place, release_on=TODAY + timedelta(days=120)), [a_title(con)])
    assert (found.rule, found.needs_reason) == ("release date", False)
    assert check(con, a_reader(con, place, release_on=TODAY + timedelta(days=121)), [a_title(con)]) == []


def test_a_bad_address_stops_mail_until_it_is_corrected(con, reader):
    readers.mark_bad_address(con, reader, date(2026, 11, 1))
    assert "since 1 Nov 2026" in breached(con, reader, [a_title(con)], "bad address").sentence
    readers.address_corrected(con, reader)
    assert check(con, reader, [a_title(con)]) == []


def test_a_closed_facility(con, place, reader):
    con.execute("update facility set status = 'closed'")
    breached(con, reader, [a_title(con)], "facility closed")


def test_a_facility_without_an_address(con, place, reader):
    con.execute("update facility set street = '', city = '', zip = ''")
    assert "no address on file" in breached(con, reader, [a_title(con)], "no address").sentence
    con.execute("update facility set street = '1 Example Road', city = 'Sampleton'")
    [found] = check(con, reader, [a_title(con)])
    assert not found.needs_reason and "without a ZIP" in found.sentence


# ---- what was mailed before ---------------------------------------------------------------------


def test_had_it_already_but_for_what_came_back(con, reader):
    again, back = a_title(con, "Example Handbook"), a_title(con)
    a_shipment(con, reader, titles=[again])
    a_shipment(con, reader, titles=[back], outcome="returned")
    found = breached(con, reader, [again, back], "had it already")
    assert found.title_id == again
    assert found.sentence == "Example Handbook was sent to this reader on 5 Jan 2026 (unconfirmed)."


def test_had_another_edition_already(con, reader):
    had = a_title(con, "The Example Handbook", author="Doe, Jane Q.", isbn="9780306406157")
    other = a_title(con, "Example handbook!", author="Jane Q. Doe", binding="hardcover")
    namesake = a_title(con, "The Example Handbook", author="Somebody Else")
    a_shipment(con, reader, titles=[had])
    found = breached(con, reader, [other, namesake], "had it already")
    assert found.title_id == other and found.sentence.startswith("Another edition of Example handbook!")


def test_had_it_under_a_record_that_was_merged_into_this_one(con, place, reader):
    title, old = a_title(con), a_reader(con, place)
    a_shipment(con, old, titles=[title])
    assert check(con, reader, [title]) == []
    con.execute("update reader set merged_into = $kept, number = null where id = $old", {"kept": reader, "old": old})
    breached(con, reader, [title], "had it already")


def test_a_voided_parcel_was_not_had(con, reader):
    title = a_title(con)
    shipments.void(con, a_shipment(con, reader, titles=[title]), "never mailed", TODAY)
    assert check(con, reader, [title]) == []


def test_several_copies_of_one_title(con, reader):
    assert "2 copies of" in breached(con, reader, {a_title(con): 2}, "several copies").sentence


def test_stopped_there_before_with_when_why_and_how_often(con, place, reader):
    title = a_title(con, "Example Reader")
    for mailed, learned, said in ((date(2023, 1, 5), date(2023, 2, 1), "no"), (date(2024, 3, 1), date(2024, 5, 1), "racial")):
        item = item_of(con, a_shipment(con, a_reader(con, place), on=mailed, titles=[title]))
        an_outcome(con, item, "censored", learned, stated_reason=said)
    a_shipment(con, a_reader(con, place), on=date(2022, 1, 1), titles=[title], outcome="received")
    found = breached(con, reader, [title], "stopped there")
    assert found.sentence == (
        "Example Reader was stopped at Example Unit, TX twice, last on 1 May 2024: “racial”; it came in once."
    )
    assert check(con, a_reader(con), [title]) == []


def test_stopped_there_says_our_reason_where_the_prison_gave_no_words(con, place, reader):
    title = a_title(con)
    item = item_of(con, a_shipment(con, a_reader(con, place), titles=[title]))
    event = an_outcome(con, item, "censored", date(2026, 2, 1))
    con.execute(
        "insert into outcome_reason select $event, id from term where list = 'reason' and name = 'violence'", {"event": event}
    )
    assert "on 1 Feb 2026: “violence”." in breached(con, reader, [title], "stopped there").sentence


def test_another_edition_stopped_there(con, place, reader):
    one, other = a_title(con, "Example Reader"), a_title(con, "Example Reader", isbn="9780306406157")
    a_shipment(con, a_reader(con, place), titles=[one], outcome="censored")
    assert "Another edition of Example Reader was stopped" in breached(con, reader, [other], "stopped there").sentence


def test_disapproved_on_the_list_of_the_state(con, place, reader):
    title = a_title(con, "Example Reader")
    con.execute("insert into disapproved_list (id, name, state, imported_on) values (1, 'Texas', 'TX', $on)", {"on": TODAY})
    con.execute(
        "insert into disapproved (id, list_id, key, name, scope, decision, decided_on, reason) "
        "values (1, 1, 'k', 'Example Reader', 'statewide', 'disapproved', date '2022-01-13', 'maps')"
    )
    con.execute("insert into disapproved_match (disapproved_id, title_id, likeness) values (1, $title, 100)", {"title": title})
    assert check(con, reader, [title]) == []  # nobody has confirmed that it is the same
    con.execute("update disapproved_match set same = true")
    found = breached(con, reader, [title], "disapproved")
    assert "Example Reader is on Texas's list of disapproved publications since 13 Jan 2022" in found.sentence


def test_interval_since_the_last_books(con, reader):
    last = a_shipment(con, reader, on=days_ago(59))
    found = breached(con, reader, [a_title(con)], "interval")
    assert parcel_numbers.number(last) in found.sentence and "the next are due 24 Nov 2026, 60 days later" in found.sentence
    assert check(con, reader, [a_title(con, kind="pamphlet")]) == []
    settings.save(con, interval_days=30)
    assert check(con, reader, [a_title(con)]) == []


def test_mailed_to_this_reader_lately_by_somebody_else(con, reader):
    last = a_shipment(con, reader, on=days_ago(2), titles=[a_title(con, "Just Sent")])
    con.execute("update shipment set mailed_by = 'Ben'")
    found = breached(con, reader, [a_title(con)], "mailed lately")
    assert found.sentence == f"Ben mailed parcel {parcel_numbers.number(last)} to this reader on 21 Nov 2026: Just Sent."


def test_a_newsletter_mailed_lately_is_only_shown(con, reader):
    a_shipment(con, reader, on=days_ago(2), titles=[a_title(con, kind="newsletter issue")])
    [found] = check(con, reader, [a_title(con)])
    assert (found.rule, found.needs_reason) == ("mailed lately", False)


def test_another_request_of_the_reader_waits(con, reader):
    filled, other = a_request(con, reader), a_request(con, reader, on=date(2026, 11, 2))
    [found] = check(con, reader, [a_title(con)], book_request_id=filled)
    assert (found.rule, found.needs_reason) == ("another request", False)
    assert found.sentence == f"Request {other} of 2 Nov 2026 waits too."


# ---- the list -----------------------------------------------------------------------------------


def test_breaches_come_first_and_every_rule_has_its_place(con, place):
    a_rule(con, place, text="no stickers")
    a_rule(con, place, max_items=1)
    a_rule(con, place, invoice_needed=True)
    found = check(con, a_reader(con, place, status="moved"), [a_title(con), a_title(con)])
    assert [one.rule for one in found] == ["reader gone", "at most", "invoice", "in words"]
    assert [one.rule for one in parcel_checks.breaches(found)] == ["reader gone", "at most"]


def test_two_rules_of_one_kind_are_two_breaches(con, place, reader):
    a_rule(con, place, max_items=1)
    a_rule(con, place, max_items=1, source_kind="reader")
    assert [one.rule for one in check(con, reader, [a_title(con), a_title(con)])] == ["at most", "at most"]


def item_of(con, shipment_id):
    return db.value(con, "select id from item where shipment_id = $id", id=shipment_id)
