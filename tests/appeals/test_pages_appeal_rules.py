"""The page Appeal rules: rules and contacts, empty and full, added, checked, corrected, voided and refused."""

from datetime import date

import pytest
from builders import a_facility, a_system

from bfp.appeals import appeal_rules, contacts
from bfp.base import db, settings
from pages import open_page, said


@pytest.fixture
def full(desk):
    with db.transaction(desk, by="Ada") as con:
        place = a_facility(con, name="Example Unit", state="TX", system_id=a_system(con, "Example Department", state="TX"))
        contacts.add(con, role="warden", facility_id=place, name="A. Official", address="1 Example Road", source="web")
    return desk


def clicked(at, key, row):
    """As a click on a cell of that row leaves it."""
    at.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [(row, "Whose")]}}
    return at.run()


def on_file(desk, whose):
    return [rule for rule in appeal_rules.listing(desk, voided=True) if rule.whose == whose]


def new_rule(at, **typed):
    for name, value in {"whose": "Florida, its own prisons", "days": "15", "source": "made up", **typed}.items():
        widget = at.selectbox if name in ("whose", "counted_from", "business_days") else at.text_input
        widget(key=f"rule_new_0_{name}").set_value(value)
    return at.button(key="rule_new_0_save").click().run()


def test_at_first_it_shows_the_four_given_rules_and_that_they_are_to_be_checked(desk):
    at = open_page("appeal_rules")
    assert list(at.dataframe[0].value["Whose"]) == ["Michigan", "Oklahoma", "Texas", "Washington"]
    assert "4 rules are still to be checked" in said(at)
    assert "unknown: ask" in said(at)
    assert "The day after the date counted from is day 1" in said(at)


def test_without_any_rule_it_says_what_to_do(desk):
    with db.transaction(desk, by="Ada") as con:
        for rule in appeal_rules.listing(con):
            appeal_rules.void(con, rule.id, "not ours", date(2026, 11, 23))
    assert "every deadline is unknown. Ask the system" in said(open_page("appeal_rules"))
    at = open_page("appeal_rules")
    at.toggle(key="rules_voided").set_value(True).run()
    assert set(at.dataframe[0].value["State"]) == {"voided: not ours"}


def test_a_rule_is_added_for_a_state_and_the_form_is_empty_again(desk):
    at = new_rule(open_page("appeal_rules"), business_days=True)
    assert "Rule added" in said(at)
    [rule] = on_file(desk, "Florida")
    assert (rule.days, rule.business_days, rule.level, rule.source, rule.checked) == (15, True, 1, "made up", False)
    assert at.text_input(key="rule_new_1_days").value == ""


def test_a_rule_may_be_a_systems_own(full):
    new_rule(open_page("appeal_rules"), whose="Example Department", days="")
    [rule] = on_file(full, "Example Department")
    assert (rule.state, rule.span) == (None, "unknown: ask")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"days": "two weeks"}, "Days: write a number, not 'two weeks'"),
        ({"days": "0"}, "between 1 and 365"),
        ({"source": ""}, "Say where the rule stands"),
        ({"whose": None}, "Say whose rule it is"),
        ({"counted_from": "decision"}, "no decision before it"),
        ({"whose": "Texas, its own prisons"}, "There is such a rule without a day it begins already"),
    ],
)
def test_a_wrong_rule_is_refused_and_what_was_typed_stays(desk, typed, sentence):
    at = new_rule(open_page("appeal_rules"), addressee="Review Committee", **typed)
    assert "Not saved" in said(at)
    assert sentence in said(at).replace("\\", "")
    assert at.text_input(key="rule_new_0_addressee").value == "Review Committee"
    assert len(appeal_rules.listing(desk)) == 4


def test_a_clicked_rule_is_explained_and_checked(desk):
    at = clicked(open_page("appeal_rules"), "rules_0", 2)
    assert "Texas, level 1, by sender or reader: 14 days from the date of the notice" in said(at).replace("\\", "")
    assert "Notice 23 November + 14 days = 7 December, less 4 days in the mail: send by 3 December" in said(at).replace("\\", "")
    [rule] = on_file(desk, "Texas")
    at.text_input(key=f"rule_confirm_{rule.id}_0_source").set_value("the directive, read today")
    at.button(key=f"rule_confirm_{rule.id}_0_save").click().run()
    assert appeal_rules.get(desk, rule.id).status == "checked 23 Nov 2026 by Ada"
    assert "3 rules are still to be checked" in said(at)


def test_checking_without_a_source_is_refused_in_its_own_form(desk):
    at = clicked(open_page("appeal_rules"), "rules_0", 2)
    [rule] = on_file(desk, "Texas")
    at.button(key=f"rule_confirm_{rule.id}_0_save").click().run()
    assert "Say what it was compared with" in said(at)
    assert said(at).count("mend this field") == 1
    assert not appeal_rules.get(desk, rule.id).checked


def test_a_rule_is_corrected_by_a_new_one(desk):
    at = clicked(open_page("appeal_rules"), "rules_0", 2)
    [rule] = on_file(desk, "Texas")
    prefix = f"rule_correct_{rule.id}_0"
    assert at.text_input(key=f"{prefix}_days").value == "14"
    at.text_input(key=f"{prefix}_days").set_value("15")
    at.text_input(key=f"{prefix}_why").set_value("new directive")
    at.button(key=f"{prefix}_save").click().run()
    assert "Corrected." in said(at)
    old, new = sorted(on_file(desk, "Texas"), key=lambda one: one.id)
    assert (old.void_reason, new.days, new.must_arrive, new.staff_hours) == ("corrected: new directive", 15, True, 72)


def test_a_rule_is_voided_with_a_reason(desk):
    at = clicked(open_page("appeal_rules"), "rules_0", 1)
    [rule] = on_file(desk, "Oklahoma")
    at.text_input(key=f"rule_void_{rule.id}_0_void_reason").set_value("nobody finds it")
    at.button(key=f"rule_void_{rule.id}_0_save").click().run()
    assert appeal_rules.get(desk, rule.id).void_reason == "nobody finds it"
    assert len(at.dataframe[0].value) == 3


def test_the_days_in_the_mail_are_saved_or_refused(desk):
    at = open_page("appeal_rules")
    at.text_input(key="rules_mail_days").set_value("6")
    at.button(key="rules_settings_save").click().run()
    assert settings.load(desk).mail_days == 6
    at.text_input(key="rules_mail_days").set_value("six")
    at.button(key="rules_settings_save").click().run()
    assert "Mail days takes a number" in said(at)
    assert settings.load(desk).mail_days == 6


def contacts_page():
    at = open_page("appeal_rules")
    at.session_state["appeal_rules_view"] = "Contacts"
    return at.run()


def test_without_contacts_it_says_what_they_are_for(desk):
    at = contacts_page()
    assert "No official is on file" in said(at)
    assert "There is no system yet" in said(at)


def test_a_contact_of_a_system_is_added_with_the_day_it_was_read(full):
    at = contacts_page()
    assert list(at.dataframe[0].value["Whose"]) == ["Example Unit, TX"]
    system = at.selectbox(key="contact_new_0_system_id")
    system.set_value(a_system(full, "Example Department"))
    at.text_area(key="contact_new_0_address").set_value("PO Box 1")
    at.text_input(key="contact_new_0_source").set_value("their page")
    at.checkbox(key="contact_new_0_checked").set_value(True)
    at.button(key="contact_new_0_save").click().run()
    assert "Contact added, checked by you today." in said(at)
    [new] = [one for one in contacts.listing(full) if one.whose == "Example Department"]
    assert (new.role, new.address, new.checked_on) == ("review committee", "PO Box 1", date(2026, 11, 23))


def test_a_contact_of_a_facility_is_found_by_its_name(full):
    at = contacts_page()
    at.segmented_control(key="contact_of").set_value("One facility").run()
    at.text_input(key="contact_new_0_find").set_value("Exam").run()
    at.text_input(key="contact_new_0_office").set_value("Mail room")
    at.text_input(key="contact_new_0_source").set_value("their page")
    at.button(key="contact_new_0_save").click().run()
    assert [(one.role, one.office) for one in contacts.listing(full)] == [("warden", ""), ("review committee", "Mail room")]


def test_a_contact_of_nobody_is_refused_and_what_was_typed_stays(full):
    at = contacts_page()
    at.text_input(key="contact_new_0_office").set_value("Mail room")
    at.text_input(key="contact_new_0_source").set_value("their page")
    at.button(key="contact_new_0_save").click().run()
    assert "Say whose official it is" in said(at)
    assert at.text_input(key="contact_new_0_office").value == "Mail room"
    assert len(contacts.listing(full)) == 1


def test_a_clicked_contact_is_looked_up_again_and_corrected(full):
    [contact] = contacts.listing(full)
    at = clicked(contacts_page(), "contacts_0", 0)
    at.text_input(key=f"contact_confirm_{contact.id}_0_source").set_value("their page")
    at.button(key=f"contact_confirm_{contact.id}_0_save").click().run()
    assert contacts.get(full, contact.id).status == "checked 23 Nov 2026 by Ada"
    prefix = f"contact_correct_{contact.id}_0"
    at.text_input(key=f"{prefix}_name").set_value("B. Successor")
    at.text_input(key=f"{prefix}_why").set_value("retired")
    at.button(key=f"{prefix}_save").click().run()
    assert [one.name for one in contacts.listing(full)] == ["B. Successor"]


def test_a_second_enter_on_the_empty_form_only_says_again_that_it_was_saved(desk):
    at = new_rule(open_page("appeal_rules"))
    at.button(key="rule_new_1_save").click().run()
    assert "Rule added" in said(at) and "Not saved" not in said(at)
    assert len(on_file(desk, "Florida")) == 1
