"""Each rule about what is public notices what breaks it, and a sound page breaks none."""

from datetime import date

import pytest
from builders import a_facility

from bfp import check
from bfp.base import db, history
from bfp.incidents import incidents

TODAY = date(2026, 11, 23)
HARM = [
    ("what is public is of an incident or a facility that stands", "update incident set voided_on = '2026-11-23'"),
    ("what is public is of an incident or a facility that stands", "update publication set entity_id = 99999"),
    (
        "an incident or a facility has one public page",
        "insert into publication (entity, entity_id, html, published_on, published_by) "
        "select entity, entity_id, html, published_on, published_by from publication",
    ),
    ("a public page says who published it, and why it was withdrawn", "update publication set published_by = ''"),
    ("a public page says who published it, and why it was withdrawn", "update publication set published_on = '2026-11-24'"),
    ("a public page says who published it, and why it was withdrawn", "update publication set withdrawn_on = '2026-11-23'"),
    ("what was published is in the history", "delete from history where entity = 'publication'"),
]


@pytest.fixture
def public(con):
    """An incident with its page."""
    incident = incidents.begin(
        con, incidents.Told(facility_id=a_facility(con), title_text="Something red", received_on=TODAY), TODAY
    )
    sql = """
        insert into publication (entity, entity_id, html, published_on, published_by)
        values ('incident', $id, '', $on, 'Ada') returning id
    """
    publication = db.value(con, sql, id=incident, on=TODAY)
    line = history.record(con, "publication", publication, "added")
    con.execute("update publication set history_id = $line where id = $id", {"line": line, "id": publication})
    return con


def test_a_sound_page_breaks_no_rule(public):
    assert check.run(public, TODAY) == []


@pytest.mark.parametrize(("rule", "harm"), HARM)
def test_harm_to_what_is_public_is_noticed(public, rule, harm):
    public.execute(harm)
    assert check.broken(public, rule, TODAY).rows >= 1
