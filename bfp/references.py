"""What points at something points at something that is there: one table of rules, asked by one query each.

There are no foreign keys in the tables, so the references are here. `child.column -> parent` says that the column holds the
number of a parent; `?` that it may be empty; `parent.column` that another column than the number is pointed at; `stands`
that the parent was not merged into another; `same reader_id` that both have the same reader; `of subject` the list it is on.
"""

import re
from dataclasses import dataclass

# Tables whose rows have no number of their own: what they are told by.
TOLD_BY = {
    "account_role": "account_id", "appeal_incident": "incident_id", "came_from": "entity_id",
    "disapproved_match": "disapproved_id", "document_of": "entity_id", "facility_alias": "facility_id",
    "incident_change": "incident_id", "incident_reason": "incident_id", "letter_warning": "letter_id",
    "outcome_reason": "outcome_event_id", "recovery_code": "account_id", "request_term": "book_request_id",
    "session_parcel": "session_id", "session_title": "session_id", "shipment_breach": "shipment_id", "stock": "title_id",
    "title_term": "title_id", "undated_item": "item_id",
}  # fmt: skip
SYNTAX = re.compile(
    r"(?P<child>[a-z_]+)\.(?P<column>[a-z_]+)(?P<may_be_empty>\??) -> (?P<parent>[a-z_]+)(?:\.(?P<pointed_at>[a-z_]+))?"
    r"(?P<stands> stands)?(?: same (?P<same>[a-z_]+))?(?: of (?P<lists>[a-z]+(?:, [a-z]+)*))?"
)


@dataclass(frozen=True)
class Reference:
    """A rule in the program's words, what is wrong with a row that breaks it, and what points where."""

    rule: str
    what: str
    points: tuple[str, ...]

    def __init__(self, rule: str, what: str, *points: str) -> None:
        object.__setattr__(self, "rule", rule)
        object.__setattr__(self, "what", what)
        object.__setattr__(self, "points", points)

    @property
    def query(self) -> str:
        """All that points nowhere: id, what."""
        return " union all ".join(_orphans(point, self.what) for point in self.points)


def _orphans(point: str, what: str) -> str:
    """Only what SYNTAX lets through, names in small letters, stands in the statement."""
    found = SYNTAX.fullmatch(point)
    if found is None:
        raise ValueError(f"{point!r} does not say what points where")
    child, column, told_by = found["child"], found["column"], TOLD_BY.get(found["child"], "id")
    fits = [f"parent.{found['pointed_at'] or 'id'} = child.{column}"]
    if found["stands"]:
        fits.append("parent.merged_into is null")
    if found["same"]:
        fits.append(f"parent.{found['same']} = child.{found['same']}")
    if found["lists"]:
        lists = ", ".join(f"'{name}'" for name in found["lists"].split(", "))
        fits.append(f"parent.list in ({lists})")
    filled = f"child.{column} is not null and " if found["may_be_empty"] else ""
    told = what.replace("'", "''")
    return f"""
        select child.{told_by} as id, '{told}' as what
        from {child} as child
        where {filled}not exists (select 1 from {found["parent"]} as parent where {" and ".join(fits)})
    """


REFERENCES = (
    # Places and readers.
    Reference("every facility belongs to a system", "facility without a system", "facility.system_id -> system"),
    Reference("every other name belongs to a facility", "other name of no facility", "facility_alias.facility_id -> facility"),
    Reference("a merged facility leads to one that stands", "merged into a facility that is gone or merged itself",
              "facility.merged_into? -> facility stands"),
    Reference("every reader is at a facility", "reader at no facility", "reader.facility_id -> facility"),
    Reference("every reader belongs to a system", "reader of no system", "reader.system_id -> system"),
    Reference("a merged reader leads to one that stands", "merged into a reader who is not there",
              "reader.merged_into? -> reader stands"),
    # Letters and what they ask for.
    Reference("every earlier name is a reader's", "earlier name of nobody", "reader_before.reader_id -> reader"),
    Reference("every letter is from a reader", "letter from nobody", "letter.reader_id -> reader"),
    Reference("every letter is from a facility", "letter from no facility", "letter.facility_id -> facility"),
    Reference("a letter that tells of a move says where from", "moved from no facility", "letter.moved_from? -> facility"),
    Reference("every warning is of a letter", "warning of no letter", "letter_warning.letter_id -> letter"),
    Reference("every book request is of a reader", "book request of nobody", "book_request.reader_id -> reader"),
    Reference("a book request from a letter is of that letter's reader", "letter missing, or of another reader",
              "book_request.letter_id? -> letter same reader_id"),
    Reference("what a request asks for is on the program's lists", "request or list entry missing",
              "request_term.book_request_id -> book_request", "request_term.term_id -> term of subject, language, work"),
    # Contributions and joining.
    Reference("every contribution is of a reader", "contribution of nobody", "contribution.reader_id -> reader"),
    Reference("a contribution's letter and title are there", "letter or title missing",
              "contribution.letter_id? -> letter", "contribution.title_id? -> title"),
    Reference("a contribution's parcel went to its reader", "no parcel of its reader",
              "contribution.shipment_id? -> shipment same reader_id"),
    Reference("every step of joining is of a reader who stands", "step of a reader who is gone or merged",
              "joining.reader_id -> reader stands"),
    # Shelves.
    Reference("a title's subjects are on the program's list", "title or subject missing",
              "title_term.title_id -> title", "title_term.term_id -> term of subject"),
    Reference("a title's language is on the program's list", "language missing", "title.language_id? -> term of language"),
    Reference("every count of copies is of a title", "stock of no title", "stock.title_id -> title"),
    Reference("a movement's shipment is there", "movement of no shipment", "stock_movement.shipment_id? -> shipment"),
    Reference("every disapproved publication is on a list", "publication of no list", "disapproved.list_id -> disapproved_list"),
    Reference("every match is of a publication and a title", "publication or title missing",
              "disapproved_match.disapproved_id -> disapproved", "disapproved_match.title_id -> title"),
    # Parcels and what became of them.
    Reference("every shipment is to a reader", "shipment to nobody", "shipment.reader_id -> reader"),
    Reference("every shipment is to a facility", "shipment to no facility", "shipment.facility_id -> facility"),
    Reference("a shipment for a request is to that request's reader", "request missing, or of another reader",
              "shipment.book_request_id? -> book_request same reader_id"),
    Reference("every shipment has items", "empty shipment", "shipment.id -> item.shipment_id"),
    Reference("every item is in a shipment", "item of no shipment", "item.shipment_id -> shipment"),
    Reference("every item is a title", "item of no title", "item.title_id -> title"),
    Reference("every breach kept is of a shipment", "breach of no shipment", "shipment_breach.shipment_id -> shipment"),
    Reference("a breach's restriction and title are there", "restriction or title missing",
              "shipment_breach.restriction_id? -> restriction", "shipment_breach.title_id? -> title"),
    Reference("every outcome is of an item", "outcome of no item", "outcome_event.item_id -> item"),
    Reference("an outcome's letter is there", "letter missing", "outcome_event.letter_id? -> letter"),
    Reference("reasons of censorship are on the program's list", "outcome or reason missing",
              "outcome_reason.outcome_event_id -> outcome_event", "outcome_reason.term_id -> term of reason"),
    Reference("every form is to a reader about a facility", "form to nobody, or about no facility",
              "umf.reader_id -> reader", "umf.facility_id -> facility"),
    # Packing.
    Reference("every parcel of a session is of a session and a request", "parcel of no session, or of no request",
              "session_parcel.session_id -> packing_session", "session_parcel.book_request_id -> book_request"),
    Reference("every title promised is of a parcel and a title", "promised to no parcel, or no title",
              "session_title.session_id -> session_parcel.session_id same position", "session_title.title_id -> title"),
    # Incidents, documents and appeals.
    Reference("every incident is at a facility that stands", "incident at a facility that is gone or merged",
              "incident.facility_id -> facility stands"),
    Reference("an incident's reader, title and parcel are there", "reader, title or item missing",
              "incident.item_id? -> item", "incident.title_id? -> title", "incident.reader_id? -> reader"),
    Reference("every change is of an incident that is there", "change of no incident", "incident_change.incident_id -> incident"),
    Reference("an incident's reasons are on the program's list", "incident or category missing",
              "incident_reason.incident_id -> incident", "incident_reason.term_id -> term of reason"),
    Reference("what belongs to something is a document", "document missing", "document_of.document_id -> document"),
    Reference("an appeal covers incidents that are there", "appeal without incidents, or of one that is gone",
              "appeal.id -> appeal_incident.appeal_id", "appeal_incident.incident_id -> incident",
              "appeal_incident.appeal_id -> appeal"),
    Reference("a rebuttal answers a reason on the program's list", "reason missing", "rebuttal.term_id -> term of reason"),
    # Supporters and money.
    Reference("every donation is from a supporter on file, or anonymous", "donation of a supporter who is not on file",
              "donation.supporter_id? -> supporter"),
    Reference("every entry of the ledger is of a fund", "entry of no fund", "money_entry.fund_id -> fund"),
    Reference("who gave money is on file", "giver, donation or shipment missing",
              "money_entry.supporter_id? -> supporter", "money_entry.reader_id? -> reader",
              "money_entry.donation_id? -> donation", "money_entry.shipment_id? -> shipment"),
    # Who works here.
    Reference("every role, code and sign-in is an account's", "of no account", "account_role.account_id -> account",
              "recovery_code.account_id -> account", "signed_in.account_id -> account", "invitation.account_id? -> account",
              "access_log.account_id? -> account"),
    # What came in from files.
    Reference("every row that came in is of an import", "of no import", "came_from.import_id -> file_import"),
    Reference("every outcome without a date is an item's", "of no item", "undated_item.item_id -> item"),
)  # fmt: skip
RULES = {reference.rule: reference.query for reference in REFERENCES}
