"""What leaves the program, paper by paper: nothing of one reader stands in what is made for another, or for everybody.

Each button that gives a file is in one of two tables: `COUNTS` has numbers of places, titles and months alone; `LEAVES` says
what is made in a world of readers whose names, numbers and words are all their own, and whom each file may name. A button or a
maker of papers that is in neither fails the test.
"""

import ast
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from builders import a_request, a_shipment, a_title, begun_with
from document_samples import a_picture
from letter_samples import TODAY, a_world
from paper_reading import read
from walks import ROOT

from bfp import routes
from bfp.appeals import calendar_file
from bfp.appeals.letters import appeal_letters, given_letters, letter_values, reader_copies
from bfp.base import csv_writing, db, lists
from bfp.base.periods import Scope
from bfp.censorship import facility_report
from bfp.contributions import contributions, joining_letters
from bfp.documents import documents
from bfp.incidents import incident_lists
from bfp.incidents.incident_lists import Where
from bfp.leaving import for_statistics, one_reader
from bfp.mail import labels, letters, postage_report, reader_letters, slips
from bfp.outcomes import chase_report, still_unconfirmed, umf, umf_paper
from bfp.packing import packing_session, pick_lists, pull, session_papers
from bfp.papers import typesetting
from bfp.program import paper_samples, yearly_paper, yearly_report
from bfp.publishing import publication_export, publications, redaction, reviews, updates
from bfp.publishing.publications import Choices
from bfp.shelves import stock, wishes
from bfp.supporters import donation_papers, donations, money, money_report, supporters

PERSON, TITLE = re.compile(r"(?:zenobia|quill|n|word)(\d+)x"), re.compile(r"title(\d+)x")
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class World:
    """Readers in the order of their incidents, what there is of each in the same order, and two supporters after them."""

    readers: list[int]
    parcels: list[int]  # stopped, all the same book
    earlier: list[int]  # mailed before, each a book of its own
    forms: list[int]
    place: int
    session: int
    letter: int  # of the appeal, about the first two readers
    appeal: int
    giver: int
    gift: int
    box: int
    scan: int
    report: int
    book: int


def build(con) -> World:
    """Four readers of three places, each with mail stopped, mail unconfirmed, a request, a review, and words of their own."""
    made = a_world(con)
    named = "number = 'N' || id || 'x', first_name = 'Zenobia' || id || 'x', last_name = 'Quill' || id || 'x'"
    con.execute(f"update reader set {named}")
    con.execute("update incident set stated_reason = stated_reason || ' of quill' || reader_id || 'x'")
    told = db.rows(con, "select reader_id, shipment_id from incident join item on item.id = item_id order by incident.id")
    whose, parcels = ([row[name] for row in told] for name in ("reader_id", "shipment_id"))
    con.execute("update outcome_event set stated_reason = stated_reason || ' of quill" + f"{whose[0]}x'")
    work = next(iter(lists.names(con, "work")))  # who offers it waits for a letter
    book, earlier = db.value(con, "select min(title_id) from incident"), []
    for reader in whose:
        earlier.append(a_shipment(con, reader, on=date(2026, 3, 5), titles=[a_title(con, f"Title{reader}x")]))
        a_request(con, reader, terms=[work], titles=[(None, f"The life of quill{reader}x")])
        letters.add(con, reader, postmark_on=date(2026, 11, 2), today=TODAY)
    for reader in whose[:2]:
        said = contributions.Told(title_id=book, body=f"Strong, says Quill{reader}x.")
        review = contributions.add(con, reader, "book review", TODAY, said, today=TODAY)
        contributions.agree(con, review, "yes", db.value(con, "select id from letter where reader_id = $id", id=reader))
        reviews.quote(con, review, "Strong")
    con.execute("update shipment set note = 'word' || reader_id || 'x'")
    report = contributions.add(
        con, whose[0], "report from inside", TODAY, contributions.Told(body=f"I, Quill{whose[0]}x, saw it."), today=TODAY
    )
    contributions.agree(con, report, "yes", db.value(con, "select id from letter where reader_id = $id", id=whose[0]))
    session = packing_session.start(con, [a_request(con, whose[0]), a_request(con, whose[1])], TODAY, "Sunday")
    packed = "update session_parcel set state = 'packed', shipment_id = $id where position = $at"
    for at in (1, 2):
        con.execute(packed, {"id": parcels[at - 1], "at": at})
    lines = letter_values.reader_lines(con, made.single).values()
    appeal_letters.make(con, made.single, "content", TODAY, copies_to="\n".join(lines), blanks=True)
    giver = supporters.add(con, "Word900001x Circle", TODAY, TODAY, address="1 Example Street\nSampleton, TX 75001").id
    supporters.add(con, "Word900002x Friends", TODAY, TODAY)
    gift = money.gift(con, money.Gift(2500, "stamps", TODAY, supporter_id=giver), today=TODAY).id
    money.gift(con, money.Gift(500, "stamps", TODAY, reader_id=whose[1], note=f"word{whose[1]}x"), today=TODAY)
    box = donations.start(con, giver, TODAY, "brought", TODAY).id
    donations.scan(con, box, "", TODAY, title_id=book)
    chase_report.draw(con, TODAY, "4", "")
    return World(
        whose, parcels, earlier, umf.print_for(con, whose, TODAY), made.places[0], session,
        appeal_letters.letters(con, made.single)[0].id, made.single, giver, gift, box,
        documents.add(con, "incident", made.incidents[0], "notice.png", a_picture(), TODAY), report,
        book,
    )  # fmt: skip


@pytest.fixture(scope="module")
def begun():
    with begun_with(build) as found:
        yield found


# ---- the table --------------------------------------------------------------------------------------

Leaves = Iterable[tuple[bytes | pd.DataFrame, Iterable[int], bool]]  # what is made, whom it may name, whether titles tell too
LEAVES: dict[str, Callable[[db.Connection, World], Leaves]] = {}


def leaves(*buttons: str) -> Callable[[Callable], Callable]:
    """What these buttons give."""

    def kept(gives: Callable) -> Callable:
        LEAVES.update(dict.fromkeys(buttons, gives))
        return gives

    return kept


def each(made: Callable[[int], bytes], of: Iterable[int], world: World) -> Leaves:
    """One paper for each reader, which names this reader and tells of this reader's books."""
    return [(made(one), [reader], True) for one, reader in zip(of, world.readers, strict=True)]


@leaves("appeals/appeal_letters_box: pdf_", "appeals/appeal_letters_box: docx_", "appeals/appeal_letters_box: zip",
        "appeals/appeal_letters_box: pdfs")  # fmt: skip
def letters_of_appeal(con, world):
    """To the officials, about the readers of the appeal."""
    whose, one = world.readers[:2], [world.letter]
    made = [appeal_letters.content(con, world.letter), appeal_letters.pdf(con, world.letter)]
    return [(each, whose, True) for each in (*made, appeal_letters.zipped(con, one), appeal_letters.pdf_of(con, one))]


@leaves("appeals/appeal_letters_box: copy_")
def copies_for_readers(con, world):
    return [(reader_copies.pdf(con, world.letter, reader), [reader], True) for reader in world.readers[:2]]


@leaves("appeals/calendar_button: key")
def calendars(con, world):
    return [(calendar_file.ics(con, name, TODAY), NOBODY, False) for name in ("", "Ada")]


@leaves("appeals/letter_templates_form: download")
def templates(con, world):
    return [(given_letters.docx("content"), NOBODY, True)]


@leaves("censorship/censorship_desk: chase_csv")
def the_chase(con, world):
    return [(chase_report.desk_list(con, 1), NOBODY, False)]


@leaves("contributions/contribution_tables: reviews_csv", "contributions/contribution_tables: quotes_csv",
        "shelves/title_page: quotes_csv")  # fmt: skip
def what_readers_said(con, world):
    return [(table, NOBODY, False) for table in (reviews.for_csv(con), reviews.quotes(con), reviews.quotes(con, world.book))]


@leaves("contributions/joining_desk: joining_print_")
def letters_of_joining(con, world):
    waiting = world.readers[2:]
    own = [(joining_letters.pdf(con, [reader], TODAY), [reader], True) for reader in waiting]
    return [*own, *by_page(joining_letters.pdf(con, waiting, TODAY))]


@leaves("documents_box: download_")
def scans(con, world):
    """As it came: a redacted copy is another document."""
    return [(documents.content(con, world.scan), NOBODY, True), (documents.picture(con, world.scan), NOBODY, True)]


@leaves("incidents/incident_tables: file_csv")
def incidents_on_file(con, world):
    table, _ = incident_lists.listing(con, Where(), limit=None)
    return [(incident_lists.for_csv(table), NOBODY, False)]


@leaves("mail/postage_desk: postage_parcels")
def postage_by_parcel(con, world):
    return [(postage_report.parcels(con, Scope(TODAY)), NOBODY, False)]


@leaves("outcomes/umf_views: forms_pdf", "outcomes/umf_views: forms_labels_pdf")
def forms(con, world):
    whose = {umf.get(con, one).reader_id: one for one in world.forms}
    own = each(lambda form: umf_paper.pdf(con, [form]), [whose[reader] for reader in world.readers], world)
    label = each(lambda form: umf_paper.labels_pdf(con, [form]), [whose[reader] for reader in world.readers], world)
    return [*own, *label, *by_page(umf_paper.pdf(con, world.forms))]


@leaves("outcomes/umf_views: unconfirmed_csv")
def unconfirmed(con, world):
    return [(still_unconfirmed.export(con, TODAY), NOBODY, False)]


@leaves("packing/pull_tables: pull_csv", "packing/pull_tables: wanting_csv", "packing/pull_tables: short_csv")
def to_pull(con, world):
    by_title, by_subject = pull.not_in_stock(con)
    return [(made, NOBODY, False) for made in (pull.to_pull(con, TODAY), wishes.may_leave(by_title), by_subject)]


@leaves("places/facility_desk: stopped_csv_")
def stopped_at_a_facility(con, world):
    return [(facility_report.for_csv(facility_report.censored(con, world.place)), NOBODY, False)]


@leaves("print_buttons: slip", "print_buttons: letter", "print_buttons: label", "print_buttons: all", "print_buttons: labels",
        "print_buttons: key")  # fmt: skip
def papers_of_parcels(con, world):
    """Each parcel's own; of a session each page is of one parcel but for the sheets of labels."""
    makers = (
        lambda one: slips.pdf(con, [one]), lambda one: reader_letters.pdf(con, [one], TODAY), lambda one: labels.pdf(con, [one]),
        lambda one: session_papers.of(con, [one], TODAY),
    )  # fmt: skip
    own = [paper for made in makers for parcels in (world.parcels, world.earlier) for paper in each(made, parcels, world)]
    whole = session_papers.pdf(con, world.session, TODAY)
    return [*own, *by_page(whole, but_last=1), (whole, world.readers[:2], True)]


@leaves("print_buttons: pick")
def the_pick_list(con, world):
    return [(pick_lists.pdf(con, world.session), NOBODY, False)]


@leaves("program/paper_texts_desk: pdf")
def samples(con, world):
    said = paper_samples.slip(con), paper_samples.label_sheet(con, labels.USUAL)
    return [(typesetting.pdf("mail", each), NOBODY, True) for each in said]


@leaves("pages/program/yearly_report: report_pdf", "pages/program/yearly_report: report_csv", "pages/program/yearly_report: csv")
def the_yearly_report(con, world):
    return [(yearly_paper.pdf(yearly_report.report(con, yearly_report.of(TODAY), TODAY)), NOBODY, True)]


@leaves("publishing/publications_desk: export_file", "publishing/updates_desk: take_out")
def public_pages(con, world):
    """What is public is searched before it leaves: a page that would name somebody is refused."""
    incident = db.value(con, "select min(id) from incident")
    seen = publications.preview(con, "incident", incident, TODAY)
    page = publications.publish(con, "incident", incident, seen.html, TODAY, Choices())
    offered = redaction.offered(con, world.report, "state only")
    redaction.decide(con, world.report, {one.starts: "remove" for one in offered}, "state only")
    update = updates.publish(con, world.report, "Seen", "state only", TODAY)
    made = publication_export.export(con), publication_export.page(con, page)[1], updates.export(con, [update])[1]
    return [(each, NOBODY, False) for each in made]


@leaves("shelves/wish_tables: wished_csv", "shelves/wish_tables: unlisted_csv", "shelves/wish_tables: subjects_csv",
        "shelves/wish_tables: wish_list_pdf", "shelves/wish_tables: wish_list_csv")  # fmt: skip
def wished(con, world):
    tables = wishes.titles(con), wishes.may_leave(wishes.unlisted(con)), wishes.subjects(con), donation_papers.wished_titles(con)
    return [(made, NOBODY, False) for made in (*tables, donation_papers.wish_list(con, TODAY))]


@leaves("supporters/donation_views: donation_thanks", "supporters/donation_views: donation_receipt",
        "supporters/money_views: receipt_", "supporters/money_views: thanks_")  # fmt: skip
def to_supporters(con, world):
    books = donation_papers.thanks_for_books(con, world.box, TODAY), donation_papers.receipt_of_books(con, world.box, TODAY)
    gift = donation_papers.receipt(con, world.gift, TODAY), donation_papers.thanks_for_money(con, world.gift, TODAY)
    return [(made, [900001], True) for made in (*books, *gift)]


@leaves("supporters/money_views: export_csv")
def the_ledger(con, world):
    """Names and notes only where they are chosen."""
    year, givers = (date(2026, 1, 1), TODAY), [900001, *world.readers]
    return [(money_report.export(con, *year), NOBODY, False), (money_report.export(con, *year, True), givers, False)]


@leaves("pages/shelves/title: sent_csv")
def where_a_title_went(con, world):
    return [(stock.sent(con, world.book), NOBODY, False)]


@leaves("pages/leaving/save_as_files: for_statistics")
def for_a_statistician(con, world):
    return [(for_statistics.items(con, TODAY).table, NOBODY, False)]


@leaves("readers/reader_file: reader_json_", "readers/reader_file: reader_pdf_")
def one_readers_file(con, world):
    """Asked for by the reader: their own words and books, nobody else's."""
    made = (lambda one: one_reader.pdf(con, one, TODAY), lambda one: one_reader.as_json(con, one))
    return [(gives(one), [one], True) for gives in made for one in world.readers]


# Numbers by place, title, month, stage or argument: counted in the database, with no column that people wrote words in.
COUNTS = {
    "appeals/appeal_tables: learned_csv", "appeals/appeal_tables: arguments_csv", "censorship/censorship_desk: where_list_",
    "censorship/censorship_desk: where_funnel_", "censorship/censorship_desk: where_tiles",
    "censorship/censorship_desk: where_csv_", "censorship/censorship_desk: where_silent_csv",
    "censorship/censorship_desk: where_ratio_dots", "mail/postage_desk: name", "outcomes/umf_views: forms_csv",
    "places/facility_desk: timeline_", "program/program_figures: numbers_", "program/program_figures: numbers_steps",
    "program/program_figures: numbers_moved", "program/program_figures: follows_",
    "program/program_figures: numbers_replies_csv", "program/program_figures: numbers_costs_csv",
    "program/program_figures: numbers_money", "program/yearly_desk: report_numbers_csv", "supporters/money_views: money_by_month",
    "pages/censorship/titles_and_reasons: titles_dots", "pages/censorship/titles_and_reasons: reasons_bars",
    "pages/mail/shipments: shipments_facility", "pages/mail/shipments: shipments_",
    "pages/program/overview: overview_months", "pages/program/overview: overview_queue",
}  # fmt: skip
# Everything there is, for coordinators: what does not leave with it is tried in tests/leaving.
WHOLE = {"pages/leaving/save_as_files: everything_"}
# Rows of a file that somebody brings, back to them: nothing that is on file is read for it.
THEIRS = {"pages/program/imports: rejected_csv"}
# Parts of papers above, and what is no paper: pictures of scans on a page, words read from a file, the kit itself.
PARTS = {
    "typesetting.pdf", "csv_writing.table", "letter_templates.filled", "docx_filling.filled", "docx_opening.packed",
    "document_reading.page_picture", "document_reading.joined", "typesetting.pictures",
}  # fmt: skip
# What the browser asks for without a page: boxes that choose a person name people to who sits at the desk.
ROUTES = {"/api/draft", "/api/health", "/api/readers", "/api/facilities", "/api/titles", "/api/supporters"}


# ---- the rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize("gives", dict.fromkeys(LEAVES.values()), ids=lambda gives: gives.__name__)
def test_nothing_of_another_reader_stands_in_what_leaves(begun, gives):
    con, world = begun
    for made, allowed, titles_too in gives(con, world):
        told = words(made)
        named = {int(one) for one in PERSON.findall(told)} | {int(one) for one in TITLE.findall(told) if titles_too}
        assert named <= set(allowed), sorted(named - set(allowed))


def test_every_button_that_gives_a_file_is_in_the_table():
    assert buttons() == {*LEAVES, *COUNTS, *THEIRS, *WHOLE}


def test_every_maker_of_papers_is_tried():
    here = Path(__file__).read_text(encoding="utf-8")
    assert not [maker for maker in makers() if f"{maker}(" not in here and maker not in PARTS]


def test_every_route_is_known():
    assert {route.path for route in routes.ROUTES} == ROUTES


# ---- finding and reading ------------------------------------------------------------------------------


def buttons() -> set[str]:
    """Where files are given: the module under bfp/ui (or the page), and what stands in the button's key."""
    found = set()
    for path in [*(ROOT / "bfp/ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        where = str(path.relative_to(ROOT).with_suffix("")).removeprefix("bfp/ui/")
        if where == "__init__":  # the kit's own button, whose callers are in the table
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
            bare = name == "button" and where == "print_buttons"
            if bare or name in ("ui.download", "ui.csv", "ui.figure", "print_buttons.button"):
                found.add(f"{where}: {_key(call)}")
    return found


def _key(call: ast.Call) -> str:
    """The words of the key, without what is filled in."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "key"]
    key = given[0] if given else call.args[3 if "button" in ast.unparse(call.func) else 2]
    parts = key.values if isinstance(key, ast.JoinedStr) else [key]
    said = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return said.replace("__", "_").lstrip("_") or ast.unparse(key)


def makers() -> set[str]:
    """Every function of the rooms that gives a file."""
    rooms = [path for path in (ROOT / "bfp").rglob("*.py") if not {"ui", "demo", "bench", "base"} & set(path.parts)]
    return {
        f"{path.stem}.{one.name}"
        for path in rooms for one in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(one, ast.FunctionDef) and one.name[0] != "_" and one.returns and "bytes" in ast.unparse(one.returns)
    }  # fmt: skip


def by_page(made: bytes, but_last: int = 0) -> Leaves:
    """Each page of a PDF as a paper of its own, which may name one reader: who, it says itself."""
    pages = [sheet.text for sheet in read(made)]
    first = [[int(one) for one in PERSON.findall(page.lower())[:1]] for page in pages]
    return [(page.encode(), whose, True) for page, whose in zip(pages, first, strict=True)][: len(pages) - but_last]


def words(made: bytes | pd.DataFrame) -> str:
    """All that a file says, in small letters; a box in a box is opened."""
    if isinstance(made, pd.DataFrame):
        made = csv_writing.table(made)
    if made.startswith(b"%PDF"):
        return " ".join(sheet.text for sheet in read(made)).lower()
    if made.startswith(b"PK"):
        parts = zipfile.ZipFile(io.BytesIO(made))
        return " ".join([*parts.namelist(), *(words(parts.read(name)) for name in parts.namelist())]).lower()
    return re.sub(r"\r?\n ", "", made.decode("utf-8", errors="replace")).lower()
