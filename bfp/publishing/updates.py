"""Updates from inside: reports that leave the program, with names removed and the reader's consent. Nothing leaves by itself."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from bfp.base import dates, db, history
from bfp.base.db import Connection
from bfp.base.errors import BfpError, Conflict, Invalid, NotFound
from bfp.base.states import NAMES
from bfp.base.words import number_of
from bfp.contributions import contributions
from bfp.contributions.contributions import Contribution
from bfp.publishing import redaction, update_texts
from bfp.publishing.redaction import PLACES, Passage
from bfp.publishing.update_texts import Update

WHERE = "Updates from inside"
LONGEST_TITLE = 150
FORMS = {"html": "text/html", "md": "text/markdown"}
PAGE = 25
__all__ = ["FORMS", "PLACES", "WHERE"]


@dataclass(frozen=True)
class Preview:
    """What would be published, just as it would be, and what still stands in the way."""

    update: Update
    html: str
    passages: tuple[Passage, ...]
    in_the_way: tuple[str, ...]

    @property
    def ready(self) -> bool:
        return not self.in_the_way


def to_choose(
    con: Connection, consent: str | None = None, kind: str | None = "report from inside", limit: int = PAGE, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """Typed reports that are not public, the oldest first, and how many.

    Columns: id, received_on, kind, title, facility, words, consent, state, decided.
    """
    sql = """
        with chosen as (
            select id, received_on, count(*) over () as matching
            from contribution
            where voided_on is null and state in ('typed', 'edited', 'answered') and body <> ''
                and (cast($kind as varchar) is null or kind = $kind)
                and (cast($consent as varchar) is null or consent = $consent)
            order by received_on, id
            limit $limit offset $offset
        )
        select contribution.id, contribution.received_on, contribution.kind,
            coalesce(title.name, contribution.title_text) as title, facility.name || ', ' || facility.state as facility,
            length(regexp_split_to_array(trim(contribution.body), '\\s+')) as words, contribution.consent, contribution.state,
            (select count(*) from redaction where contribution_id = contribution.id and decision <> 'open') as decided,
            chosen.matching
        from chosen
        join contribution on contribution.id = chosen.id
        join reader on reader.id = contribution.reader_id
        left join letter on letter.id = contribution.letter_id
        join facility on facility.id = coalesce(letter.facility_id, reader.facility_id)
        left join title on title.id = contribution.title_id
        order by chosen.received_on, chosen.id
    """
    return _counted(db.frame(con, sql, kind=kind, consent=consent, limit=limit, offset=offset))


def _counted(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    many = int(table["matching"].iloc[0]) if len(table) else 0
    return table.drop(columns="matching"), many


def topics(con: Connection, contribution_id: int) -> dict[int, str]:
    """The topics of a contribution, from the program's list of subjects."""
    sql = """
        select term.id, term.name from contribution_term
        join term on term.id = contribution_term.term_id
        where contribution_term.contribution_id = $id
        order by term.position, term.id
    """
    return {row["id"]: row["name"] for row in db.rows(con, sql, id=contribution_id)}


def set_topics(con: Connection, contribution_id: int, term_ids: list[int]) -> None:
    """Say what it is about, from the program's list of subjects."""
    now = contributions.standing(con, contribution_id)
    before, wanted = topics(con, now.id), list(dict.fromkeys(int(term) for term in term_ids))
    sql = "select id, name from term where list = 'subject' and list_contains($ids, id)"
    there = {row["id"]: row["name"] for row in db.rows(con, sql, ids=wanted)}
    if set(wanted) - set(there):
        raise Invalid("A topic is one of the program's subjects. Choose another, or add it on the Program page.", "topics")
    for term_id in set(before) - set(wanted):
        con.execute(
            "delete from contribution_term where contribution_id = $id and term_id = $term", {"id": now.id, "term": term_id}
        )
    for term_id in wanted:
        if term_id not in before:
            con.execute("insert into contribution_term values ($id, $term)", {"id": now.id, "term": term_id})
    if set(before) != set(wanted):
        after = ", ".join(there[term] for term in wanted)
        history.record(con, "contribution", now.id, "changed", {"topics": (", ".join(before.values()), after)})


def preview(con: Connection, contribution_id: int, title: str = "", place: str = PLACES[1]) -> Preview:
    """Just what would be published now, with what still has to be done first."""
    now = contributions.standing(con, contribution_id)
    passages = redaction.offered(con, now.id, place)
    title = " ".join(title.split())
    update = Update(
        title,
        f"{now.received_on:%B %Y}",
        _place(con, now, place),
        tuple(topics(con, now.id).values()),
        redaction.without(now.body, passages),
    )
    html = update_texts.as_html(update)
    way = []
    try:
        contributions.may_be_published(now)
    except BfpError as error:
        way.append(str(error))
    if now.state == "published":
        way.append("It is published already. What was published is kept as published.")
    elif "published" not in now.steps:
        way.append(f"It is {now.state}: take it up again first.")
    if not now.body.strip():
        way.append("There is no text yet: only what is typed can be searched for names.")
    if not title:
        way.append("Give it a title.")
    elif len(title) > LONGEST_TITLE:
        way.append(f"The title has {len(title)} letters; at most {LONGEST_TITLE} are read.")
    if many := redaction.undecided(passages):
        way.append(f"{number_of(many, 'passage')} found: remove or keep {'each' if many > 1 else 'it'}.")
    else:
        try:
            redaction.check_leaving(con, now, update_texts.words(html), place, passages)
        except Conflict as error:
            way.append(str(error))
    return Preview(update, html, tuple(passages), tuple(way))


def _place(con: Connection, now: Contribution, place: str) -> str:
    state = db.value(con, "select state from facility where id = $id", id=now.facility_id)
    return {PLACES[0]: now.facility, PLACES[1]: NAMES.get(state, state)}.get(place, "")


def publish(con: Connection, contribution_id: int, title: str, place: str, today: date, *, seen: str | None = None) -> int:
    """Publish a report as the preview shows it; what is kept is the HTML as published. Gives its number.

    `seen` is the HTML that a person looked at: if it would be another now, Conflict. Raises Invalid or Conflict
    with the first thing that stands in the way.
    """
    now = contributions.standing(con, contribution_id)
    shown = preview(con, now.id, title, place)
    contributions.may_be_published(now)
    if shown.in_the_way:
        raise Conflict(shown.in_the_way[0])
    if seen is not None and seen != shown.html:
        raise Conflict("The text was changed while you looked at it. Look at it once more.")
    sql = """
        insert into publication (entity, entity_id, title, html, published_on, published_by)
        values ('contribution', $id, $title, $html, $today, $by)
        returning id
    """
    number = db.value(con, sql, id=now.id, title=shown.update.title, html=shown.html, today=today, by=con.by)
    contributions.move(con, now.id, "published", today, where=WHERE, issue=str(number))
    removed = sum(1 for one in shown.passages if one.decision == "remove")
    history.record(
        con, "publication", number, "added", {"title": ("", shown.update.title), "place": ("", place), "removed": ("", removed)}
    )
    return number


def withdraw(con: Connection, publication_id: int, reason: str, today: date, reader_asks: bool = False) -> None:
    """Take an update back; what had been published stays on file. If the reader asks for it, their consent is over too."""
    before, reason = publication(con, publication_id), " ".join(reason.split())
    if before["withdrawn_on"] is not None:
        raise Conflict(f"It was withdrawn on {dates.written(before['withdrawn_on'])} already.")
    if not reason:
        raise Invalid("Say why it is withdrawn: the reason is kept.", "withdraw_reason")
    sql = "update publication set withdrawn_on = $today, withdraw_reason = $reason where id = $id"
    con.execute(sql, {"today": today, "reason": reason, "id": publication_id})
    history.record(con, "publication", publication_id, "voided", {"withdrawn_on": (None, today)}, reason)
    now = contributions.get(con, before["entity_id"])
    if now.state == "published" and now.voided_on is None:
        contributions.move(con, now.id, "edited", today)
    if reader_asks and now.consent != "no":
        con.execute("update contribution set consent = 'no' where id = $id", {"id": now.id})
        history.record(con, "contribution", now.id, "changed", {"consent": (now.consent, "no")}, reason)


def publication(con: Connection, publication_id: int) -> dict[str, Any]:
    """One update as it was published; raises NotFound."""
    found = db.row(con, "select * from publication where id = $id and entity = 'contribution'", id=publication_id)
    if found is None:
        raise NotFound(f"There is no update number {publication_id}.")
    return found


def listing(con: Connection, withdrawn: bool = True, limit: int = PAGE, offset: int = 0) -> tuple[pd.DataFrame, int]:
    """What was published, the latest first, and how many.

    Columns: id, contribution_id, title, published_on, published_by, withdrawn_on, withdraw_reason.
    """
    sql = """
        select id, entity_id as contribution_id, title, published_on, published_by, withdrawn_on, withdraw_reason,
            count(*) over () as matching
        from publication
        where entity = 'contribution' and ($withdrawn or withdrawn_on is null)
        order by id desc
        limit $limit offset $offset
    """
    return _counted(db.frame(con, sql, withdrawn=withdrawn, limit=limit, offset=offset))


def export(con: Connection, publication_ids: list[int], form: str = "html") -> tuple[str, bytes]:
    """Published updates as one file, or a zip of one file each: name and bytes. Each is searched once more before it leaves.

    Raises Conflict, naming the update and the place, if anything on file is in it now (a name corrected since).
    """
    if form not in FORMS:
        raise Invalid(f"Updates leave as {' or '.join(FORMS)}: not {form!r}.", "form")
    if not publication_ids:
        raise Invalid("Choose the updates to save.", "updates")
    files = [_file(con, publication_id, form) for publication_id in dict.fromkeys(publication_ids)]
    if len(files) == 1:
        return files[0]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
    return "updates-from-inside.zip", packed.getvalue()


def _file(con: Connection, publication_id: int, form: str) -> tuple[str, bytes]:
    found = publication(con, publication_id)
    if found["withdrawn_on"] is not None:
        raise Conflict(f"“{found['title']}” was withdrawn on {dates.written(found['withdrawn_on'])}: it does not leave any more.")
    now = contributions.get(con, found["entity_id"])
    place = _place_published(con, now, found["html"])
    try:
        redaction.check_leaving(con, now, update_texts.words(found["html"]), place, redaction.offered(con, now.id, place))
    except Conflict as error:
        said = (
            str(error)
            .replace("Not published: ", "")
            .replace("Decide about it first.", "Withdraw it, decide, and publish it anew.")
        )
        raise Conflict(f"“{found['title']}” was not saved as a file: {said}") from error
    name = update_texts.file_name(found["title"], publication_id)
    if form == "md":
        return f"{name}.md", update_texts.as_markdown(found["html"]).encode()
    return f"{name}.html", update_texts.as_page(found["title"], found["html"]).encode()


def _place_published(con: Connection, now: Contribution, html: str) -> str:
    """Which of the places it was published with, read from the line under its title."""
    about = next((text for kind, text in update_texts.pieces(html) if kind == "about"), "")
    told = about.split(" · ")
    if now.facility in told:
        return PLACES[0]
    return PLACES[1] if _place(con, now, PLACES[1]) in told else PLACES[2]
