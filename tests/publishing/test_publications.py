"""Public pages: no name or number of a reader leaves, nothing is public by itself, and what is withdrawn leaves no more."""

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from builders import RolledBack, a_facility, a_reader, a_shipment, a_title, an_outcome
from document_samples import a_pdf, a_picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from jinja2 import UndefinedError

from bfp import check
from bfp.appeals import appeals
from bfp.base import db, history
from bfp.base.errors import Conflict, Invalid
from bfp.documents import documents
from bfp.incidents import incidents
from bfp.mail import shipments
from bfp.places import restrictions
from bfp.publishing import publication_export as taking_out
from bfp.publishing import publication_html, publication_search
from bfp.publishing import publications as public
from bfp.publishing.publication_search import Around
from bfp.publishing.publications import Choices
from bfp.publishing.redaction import Known, Person
from bfp.schema import migrations

TODAY = date(2026, 11, 23)
HEARD = date(2026, 3, 1)
NAME = ("Zebulon", "Quackenfeld")
NUMBER = "QX-7731904"


def the_reader(con, facility=None):
    return a_reader(con, facility or a_facility(con), number=NUMBER, first_name=NAME[0], last_name=NAME[1])


def an_incident(con, reader=None, **more):
    reader = reader or the_reader(con)
    facility = db.value(con, "select facility_id from reader where id = $id", id=reader)
    told = {"facility_id": facility, "received_on": HEARD, "reader_id": reader, "title_text": "Lantern"}
    return incidents.begin(con, incidents.Told(**told | more), TODAY)


def page_of(con, incident, choices=Choices()):
    return public.preview(con, "incident", incident, TODAY, choices)


def published(con, incident, choices=Choices(), entity="incident"):
    return public.publish(con, entity, incident, public.preview(con, entity, incident, TODAY, choices).html, TODAY, choices)


def words(html):
    return publication_html.read(html).words


def names_nobody(html, name=NAME, number=NUMBER):
    """No name or number of the reader, whatever stands between its signs."""
    text = re.sub(r"data:image/jpeg;base64,[^\"]*|<style>.*?</style>", "", html, flags=re.DOTALL).lower()
    squashed = re.sub(r"[^a-z0-9]", "", text)
    return not any(part in squashed for part in (name[0].lower(), name[1].lower(), re.sub(r"\W", "", number).lower()))


def files_of(con):
    archive = zipfile.ZipFile(io.BytesIO(taking_out.export(con)))
    return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


class Balanced(HTMLParser):
    """Every tag is closed in its order."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("br", "img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def valid(html):
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert html.startswith("<!DOCTYPE html>") and '<html lang="en">' in html
    assert publication_html.read(html).title
    assert not {"script", "iframe", "object", "link", "form"} & set(parser.tags)
    assert not [name for _, attributes in parser.attributes for name in attributes if name.startswith("on")]
    return parser


# ---- names and numbers --------------------------------------------------------------------------

FIELDS = ("title_text", "issue", "stated_reason", "rule_cited", "pages_cited", "note", "substituted", "action", "file", "given")
HIDDEN = (
    "Quackenfeld", "QUACKENFELD", "quackenfeld's", "Quackenfeld, Zebulon", "Zebulon Quackenfeld", "Zeb Quackenfeld",
    "Z. Quackenfeld", "Quakenfeld", "xQuackenfeldx", "Quacken\u200bfeld", "Ｑuackenfeld", "inmateQUACKENFELD,Z", "Quacken-\nfeld",
    "Quackenfeld/QX7731904", "QX-7731904", "qx 7731904", "QX7731904", "#QX-773-1904", "(QX-7731904)", "noQX7731904end", "Zebulon",
    "７７３１９０４ QX7731904", "Zebulon Q.",
)  # fmt: skip


@pytest.fixture(scope="module")
def memory():
    con = db.connect()
    migrations.migrate(con)
    yield con
    con.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hides=some.dictionaries(some.sampled_from(FIELDS), some.sampled_from(HIDDEN), min_size=1, max_size=4),
    before=some.text("abc XYZ.,;:<>&\"'\n()/-é1", max_size=20),
    after=some.text("abc XYZ.,;:<>&\"'\n()/-é1", max_size=20),
    notes=some.booleans(),
)
def test_a_name_or_number_of_the_reader_never_appears(memory, hides, before, after, notes):
    with pytest.raises(RolledBack), db.transaction(memory, by="Ada") as con:
        told = {field: f"{before} {hidden} {after}" for field, hidden in hides.items()}
        of_incident = {name: told[name] for name in FIELDS[:6] if name in told}
        incident = an_incident(con, **of_incident)
        appeal = appeals.begin(con, [incident], TODAY)
        appeals.go_ahead(con, appeal, TODAY)
        appeals.act(con, appeal, "call", TODAY, told.get("action", "Asked."), today=TODAY)
        if "given" in told:
            appeals.hand_over(con, appeal, "Bea", TODAY, told["given"])
        original = documents.add(con, "incident", incident, told.get("file", "a") + ".png", a_picture(), TODAY)
        copy = a_picture(text="BLACK")
        documents.add(con, "incident", incident, told.get("file", "b") + "-2.png", copy, TODAY, redacts=original)
        if "substituted" in told:
            incidents.decide(con, incident, "reason substituted", TODAY, told["substituted"])
        choices = Choices(notes=notes)
        seen = page_of(con, incident, choices)
        every = frozenset(one.key for one in seen.found)
        for tried in (choices, Choices(left=every, notes=notes), Choices(replaced=every, notes=notes)):
            shown = page_of(con, incident, tried)
            assert shown.in_the_way or names_nobody(shown.html), shown.html
            if shown.ready:
                public.publish(con, "incident", incident, shown.html, TODAY, tried)
                assert all(names_nobody(text) for text in files_of(con).values())
        raise RolledBack


@settings(max_examples=300, deadline=None)
@given(
    hidden=some.lists(some.sampled_from(HIDDEN), min_size=1, max_size=3),
    around=some.lists(some.text("abc XYZ.,;:<>&\"'\n()/-é1", max_size=15), min_size=4, max_size=4),
    every=some.booleans(),
)
def test_wherever_it_hides_in_a_text_it_is_replaced_or_the_text_does_not_leave(hidden, around, every):
    here = Around(Known(people=(Person(*NAME, (NUMBER,), True), Person("Orla", "Pendrake", ("8812345",)))))
    text = publication_html.clean("".join(f"{between} {word} " for between, word in zip(around, hidden, strict=False)))
    _, found = publication_search.decided("Stated reason", text, here, Choices())
    left = frozenset(one.key for one in found) if every else frozenset()
    shown, _ = publication_search.decided("Stated reason", text, here, Choices(left=left))
    assert publication_search.still_there([shown], shown, (), here, left) or names_nobody(shown), shown


def test_the_name_is_replaced_where_it_stands(con):
    incident = an_incident(con, stated_reason="Given to Quackenfeld (QX-7731904) in error", rule_cited="PD 05.03")
    shown = page_of(con, incident)
    assert "Given to [name] ([number]) in error" in words(shown.html)
    assert "PD 05.03" in words(shown.html) and shown.ready


def test_other_readers_there_and_volunteers_are_replaced(con):
    facility = a_facility(con)
    a_reader(con, facility, number="8812345", first_name="Orla", last_name="Pendrake")
    incident = an_incident(con, the_reader(con, facility), stated_reason="Also Pendrake 8812345; see Ada Lovelock's letter")
    told = words(page_of(con, incident).html)
    assert "Pendrake" not in told and "8812345" not in told and "Ada" not in told.replace("Adams", "")


def test_a_word_that_is_another_readers_name_may_be_left_by_a_person(con):
    facility = a_facility(con)
    a_reader(con, facility, first_name="Orla", last_name="Pendrake")
    incident = an_incident(con, the_reader(con, facility), stated_reason="The Pendrake strike")
    assert "The [name] strike" in words(page_of(con, incident).html)
    chosen = Choices(left=frozenset({"pendrake"}))
    number = published(con, incident, chosen)
    assert "The Pendrake strike" in words(public.get(con, number).html)
    assert "Pendrake" in files_of(con)[f"incident-{incident}.html"]
    whole = an_incident(con, the_reader_again(con, facility), stated_reason="Orla Pendrake said so")
    assert "Pendrake" not in words(page_of(con, whole, Choices(left=frozenset({"orlapendrake"}))).html)


def the_reader_again(con, facility):
    return a_reader(con, facility, first_name="Tilda", last_name="Brandersby")


def test_a_name_of_staff_is_offered_and_a_person_decides(con):
    incident = an_incident(con, stated_reason="Refused by Sgt. Boydstun")
    shown = page_of(con, incident)
    assert "may name somebody" in shown.in_the_way[0]
    with pytest.raises(Conflict, match="may name somebody"):
        public.publish(con, "incident", incident, shown.html, TODAY)
    left, gone = Choices(left=frozenset({"boydstun"})), Choices(replaced=frozenset({"boydstun"}))
    assert "Sgt. Boydstun" in words(page_of(con, incident, left).html) and page_of(con, incident, left).ready
    assert "Sgt. [name]" in words(page_of(con, incident, gone).html) and page_of(con, incident, gone).ready


def test_words_that_a_person_adds_are_replaced_everywhere(con):
    incident = an_incident(con, stated_reason="Written by Old Fox", rule_cited="for old fox")
    told = words(page_of(con, incident, Choices(by_hand=("Old Fox",))).html)
    assert "fox" not in told.lower() and told.count("[removed]") == 2


def test_a_place_with_the_readers_name_keeps_its_name(con):
    reader = the_reader(con, a_facility(con, name="Quackenfeld Unit"))
    shown = page_of(con, an_incident(con, reader))
    assert shown.ready and "Quackenfeld Unit, TX" in words(shown.html)


def test_a_name_that_came_on_file_since_stops_the_export(con):
    facility = a_facility(con)
    published(con, an_incident(con, the_reader(con, facility), stated_reason="Copied by Brandersby"))
    assert "Brandersby" in files_of(con)["published.csv"]
    the_reader_again(con, facility)
    with pytest.raises(Conflict, match="another reader's name still stands in paragraph 1, after “Copied by”"):
        taking_out.export(con)


# ---- what a page says ---------------------------------------------------------------------------


def a_stopped_item(con):
    reader = the_reader(con)
    shipment = a_shipment(con, reader, on=date(2026, 1, 5), titles=[a_title(con, "Lantern")])
    item = int(shipments.items(con, shipment)["id"][0])
    return incidents.from_outcome(con, an_outcome(con, item, "censored", HEARD, "Encourages work stoppage"), TODAY)


def test_a_page_says_place_title_month_reason_and_what_was_done(con):
    incident = a_stopped_item(con)
    appeal = appeals.begin(con, [incident], TODAY)
    appeals.go_ahead(con, appeal, TODAY)
    appeals.sent(con, appeal, date(2026, 4, 2), today=TODAY)
    appeals.answered(con, appeal, "overturned", date(2026, 5, 9), today=TODAY)
    appeals.act(con, appeal, "note", TODAY, "our own business", today=TODAY)
    read = publication_html.read(page_of(con, incident).html)
    assert read.facts["Stated reason"] == "Encourages work stoppage"
    assert read.facts["Mailed"] == "January 2026" and "Overturned" in read.facts["Decision"]
    assert "2 Apr 2026\nAppeal sent" in read.words and "9 May 2026\nAnswered: overturned" in read.words
    assert "our own business" not in read.words and "5 Jan" not in read.words
    assert read.title.startswith("Lantern, Example Unit")


def test_what_people_wrote_is_text_and_never_markup(con):
    bad = "<script>alert(1)</script>\n<img src=x onerror=a>"
    shown = page_of(con, an_incident(con, stated_reason=bad, title_text="<b>&</b>"))
    parser = valid(shown.html)
    assert "b" not in parser.tags and "img" not in parser.tags
    assert publication_html.read(shown.html).facts["Stated reason"] == "<script>alert(1)</script>\n<img src=x onerror=a>"


@given(some.text(max_size=60), some.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_makes_a_page_that_is_read_back_as_it_was(what, said):
    what, said = publication_html.clean(what), publication_html.clean(said)
    facts = (publication_html.Fact("Stated reason", said, True),)
    page = publication_html.IncidentPage(what, "Example Unit, TX", facts, (), (), "A program", TODAY)
    html = publication_html.as_html(page)
    valid(html)
    read = publication_html.read(html)
    assert " ".join(read.facts.get("Stated reason", "").split()) == " ".join(said.split())
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in html)


def test_what_leaves_is_what_was_seen(con):
    incident = an_incident(con, stated_reason='Bears, "lions" & <wolves>', title_text="Lantern’s end")
    seen = page_of(con, incident).html
    published(con, incident)
    assert files_of(con)[f"incident-{incident}.html"] == seen


def test_a_template_that_asks_for_what_is_not_public_makes_no_page():
    with pytest.raises(UndefinedError):
        publication_html.filled("update.html", page={"title": "Lantern"})


def test_a_page_published_before_there_were_templates_is_read_as_it_was():
    kept = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>A &amp; B</title><style>.x{a:b}</style></head><body>'
        '<main><h1><span class="said">A &amp; B</span></h1><dl class="facts">\n<dt>Stated reason</dt><dd>'
        '<span class="said">It&#x27;s<br>so</span></dd>\n</dl>'
        '<figure class="document-7"><img src="data:," alt="Document 1"></figure>'
        '<ul>\n<li id="publication-3"><a href="incident-1.html"><span class="said">C</span></a> x</li>\n</ul>'
        "</main></body></html>"
    )
    read = publication_html.read(kept)
    assert (read.title, read.said, read.facts) == ("A & B", ("A & B", "It's\nso", "C"), {"Stated reason": "It's\nso"})
    assert read.words == "A & B\nA & B\nStated reason\nIt's\nso\nDocument 1\nC\nx"
    assert (publication_html.documents_in(kept), publication_html.linked(kept)) == ({7}, {3})
    assert publication_html.without_links(kept, {3}) == kept and "incident-1" not in publication_html.without_links(kept, set())


def test_documents_without_a_redacted_copy_are_not_there(con):
    incident = an_incident(con)
    original = documents.add(con, "incident", incident, "Quackenfeld.pdf", a_pdf(2), TODAY)
    assert "<figure" not in page_of(con, incident).html
    copy = documents.add(con, "incident", incident, "Quackenfeld redacted.png", a_picture(), TODAY, redacts=original)
    shown = page_of(con, incident)
    assert publication_html.documents_in(shown.html) == {copy}
    assert shown.html.count("<img") == 1 and names_nobody(shown.html)
    valid(shown.html)


def test_too_many_pages_of_documents_are_refused_with_what_to_do(con):
    incident = an_incident(con)
    original = documents.add(con, "incident", incident, "a.png", a_picture(), TODAY)
    documents.add(con, "incident", incident, "b.pdf", a_pdf(41), TODAY, redacts=original)
    assert page_of(con, incident).in_the_way == (
        "The redacted copies have 41 pages together, and a page shows at most 40. Add shorter copies.",
    )


def test_a_document_taken_out_after_publishing_stops_the_export(con):
    incident = an_incident(con)
    original = documents.add(con, "incident", incident, "a.png", a_picture(), TODAY)
    copy = documents.add(con, "incident", incident, "b.png", a_picture(text="BLACK"), TODAY, redacts=original)
    number = published(con, incident)
    documents.void(con, copy, "a name shows", TODAY)
    with pytest.raises(Conflict, match="taken back since"):
        taking_out.export(con)
    assert check.broken(con, "a public page shows no original of a redacted document, and none that was taken back", TODAY)
    published(con, incident)
    assert public.get(con, number).withdraw_reason == public.ANEW
    assert "<figure" not in files_of(con)[f"incident-{incident}.html"]


# ---- publishing and withdrawing -----------------------------------------------------------------


def test_nothing_is_public_until_somebody_says_so_and_history_says_who(con):
    incident = a_stopped_item(con)
    incidents.decide(con, incident, "upheld", TODAY)
    with pytest.raises(Conflict, match="Nothing is public"):
        taking_out.export(con)
    assert list(public.could_be(con)[0]["id"]) == [incident]
    number = published(con, incident)
    happened = history.of(con, "publication", number)
    assert (happened["volunteer"][0], happened["action"][0]) == ("Ada", "added") and f"incident {incident}" in happened["what"][0]
    assert public.could_be(con)[1] == 0 and public.listing(con)[1] == 1
    assert check.run(con, TODAY) == []


def test_a_page_is_published_by_a_person(database):
    with db.transaction(database, by="Ada") as con:
        incident = an_incident(con)
    with pytest.raises(Invalid, match="Write your name first"), db.transaction(database) as con:
        published(con, incident)


def test_a_changed_record_needs_a_new_look(con):
    incident = an_incident(con, stated_reason="Red")
    seen = page_of(con, incident).html
    incidents.edit(con, incident, TODAY, stated_reason="Red and black")
    with pytest.raises(Conflict, match="Look at it once more"):
        public.publish(con, "incident", incident, seen, TODAY)
    number = published(con, incident)
    incidents.edit(con, incident, TODAY, stated_reason="Black")
    assert "Red and black" in public.get(con, number).html and public.changed_since(con, number) == 1


def test_a_voided_incident_is_not_published_and_a_public_one_not_voided(con):
    incident = an_incident(con)
    number = published(con, incident)
    with pytest.raises(Conflict, match="It is public"):
        incidents.void(con, incident, "a slip", TODAY)
    public.withdraw(con, number, "a slip", TODAY)
    incidents.void(con, incident, "a slip", TODAY)
    with pytest.raises(Conflict, match="was voided"):
        page_of(con, incident)


def test_of_a_voided_parcel_nothing_is_published(con):
    incident = a_stopped_item(con)
    con.execute("update shipment set voided_on = $today, void_reason = 'never left'", {"today": TODAY})
    with pytest.raises(Conflict, match="never mailed"):
        page_of(con, incident)


def test_withdrawing_needs_a_reason_and_happens_once(con):
    number = published(con, an_incident(con))
    with pytest.raises(Invalid, match="Say why"):
        public.withdraw(con, number, "  ", TODAY)
    public.withdraw(con, number, "an error", TODAY)
    with pytest.raises(Conflict, match="already"):
        public.withdraw(con, number, "again", TODAY)
    with pytest.raises(Conflict, match="does not leave any more"):
        taking_out.page(con, number)


def test_withdrawn_pages_leave_the_export_and_the_pages_that_lead_to_them(con):
    facility = a_facility(con)
    first = an_incident(con, the_reader(con, facility), title_text="First lantern")
    second = an_incident(con, the_reader_again(con, facility), title_text="Second lantern")
    number = published(con, first)
    published(con, second)
    published(con, facility, entity="facility")
    assert "First lantern" in files_of(con)[f"facility-{facility}.html"]
    public.withdraw(con, number, "asked for", TODAY)
    files = files_of(con)
    assert sorted(files) == [f"facility-{facility}.html", f"incident-{second}.html", "index.html", "published.csv"]
    assert not [name for name, text in files.items() if "First lantern" in text]
    assert "Second lantern" in files[f"facility-{facility}.html"]
    assert [valid(text) for name, text in files.items() if name.endswith("html")]
    links = {link for text in files.values() for link in re.findall(r'href="([^"]+)"', text)}
    assert links <= set(files)


def test_the_table_has_a_line_for_each_page_and_no_formula(con):
    published(con, an_incident(con, stated_reason="=1+1", title_text="Lantern"))
    [row] = csv.DictReader(io.StringIO(files_of(con)["published.csv"]))
    assert row["Stated reason"] == "'=1+1" and row["kind"] == "incident" and row["published on"] == "2026-11-23"


# ---- a facility ---------------------------------------------------------------------------------


def mailed(con, facility, readers, each=1, outcome="censored"):
    for nth in range(readers):
        reader = a_reader(con, facility, first_name="Wilma", last_name=f"Brandersby{chr(97 + nth)}")
        for _ in range(each):
            a_shipment(con, reader, on=date(2025, 1, 5), outcome=outcome, learned_on=date(2025, 3, 1))


def counts_of(con, facility):
    return publication_html.read(public.preview(con, "facility", facility, TODAY).html)


def test_a_facility_says_its_rules_without_who_told_us(con):
    facility = a_facility(con)
    told = {"starts_on": HEARD, "max_items": 3}
    restrictions.add(
        con,
        restrictions.Told(level="facility", facility_id=facility, text="", source_kind="reader", source="Z. Quackenfeld", **told),
    )
    page = counts_of(con, facility)
    assert "at most 3 books (unit, our experience, 2026)" in page.words and "Quackenfeld" not in page.words


def test_counts_are_in_the_words_of_the_yearly_report(con):
    facility = a_facility(con)
    mailed(con, facility, 6)
    read = counts_of(con, facility)
    assert read.facts["sent"] == "6" and read.facts["censored"] == "6" and read.facts["known outcomes (n)"] == "6"
    assert read.facts["censored of known (95 % interval)"].startswith("100")


def test_too_little_known_is_said_to_be_insufficient(con):
    facility = a_facility(con)
    mailed(con, facility, 6, outcome="unconfirmed")
    read = counts_of(con, facility)
    assert read.facts["censored of known (95 % interval)"] == "insufficient data"
    assert "not the same as no censorship" in read.words


def test_counts_of_too_few_readers_are_blank(con):
    facility = a_facility(con, name="Alder Unit")
    mailed(con, facility, 4, each=10)
    read = counts_of(con, facility)
    assert "sent" not in read.facts and "too few readers" in read.words and "40" not in read.words


def test_no_subtraction_of_public_pages_finds_a_small_group(con):
    large, other, small = (a_facility(con) for _ in range(3))
    mailed(con, large, 6)
    mailed(con, other, 7)
    assert "sent" in counts_of(con, large).facts and "sent" in counts_of(con, other).facts
    mailed(con, small, 2)
    published(con, large, entity="facility")
    assert "sent" not in counts_of(con, other).facts  # Texas without the two would be the small one
    assert "sent" in counts_of(con, large).facts


def test_a_page_published_anew_takes_the_place_of_the_one_before(con):
    facility = a_facility(con)
    first, second = published(con, facility, entity="facility"), published(con, facility, entity="facility")
    assert public.get(con, first).withdrawn_on == TODAY
    assert public.standing_of(con, "facility", facility).id == second
    assert check.run(con, TODAY + timedelta(days=1)) == []
