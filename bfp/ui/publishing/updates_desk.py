"""The updates from inside on the screen: choosing a report, deciding about each passage, seeing just what leaves, publishing."""

import threading
from dataclasses import dataclass, field

import streamlit as st

from bfp import ui
from bfp.base import lists
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.base.words import number_of
from bfp.contributions import contributions
from bfp.contributions.contributions import Contribution
from bfp.publishing import redaction, updates
from bfp.publishing.updates import PAGE, PLACES, Preview
from bfp.ui import box

CHOICES = [{"name": "remove", "label": "remove", "key": "r"}, {"name": "keep", "label": "keep", "key": "k"}]
KINDS = ("report from inside", "article", "book review", "poem", "petition", "study-group work", "legal work", "translation")


@dataclass
class Desk:
    """What was published or decided last; a plain object, so that it may be changed after a write."""

    turn: int = 0
    busy: threading.Lock = field(default_factory=threading.Lock, repr=False)


def desk() -> Desk:
    return st.session_state.setdefault("_updates_desk", Desk())


def choose(con: Connection) -> int | None:
    """Typed reports that are not public; a click opens one. Gives which."""
    consent, kind = st.columns(2)
    asked = consent.selectbox(
        "May be published", contributions.CONSENTS, index=None, key="updates_consent", placeholder="any answer"
    )
    of_kind = kind.selectbox("Kind", KINDS, index=0, key="updates_kind", placeholder="all kinds")
    page = st.session_state.get("updates_page") or 1
    table, many = updates.to_choose(con, asked, of_kind, offset=(page - 1) * PAGE)
    if table.empty and page > 1:
        table, many = updates.to_choose(con, asked, of_kind)
    if not many:
        st.caption("No typed report waits here. Reports come with letters, and are typed on the page Contributions.")
        return None
    st.caption(f"{many:,} typed and not public, the oldest first.")
    opened = ui.rows(
        table, f"updates_{page}", "", opens="id", received_on="Received", facility="From", consent="May be published",
        words="Words", decided="Passages decided", title="Title", kind="Kind",
    )  # fmt: skip
    if many > PAGE:
        st.pagination(-(-many // PAGE), key="updates_page")
    return opened


def settle(con: Connection, now: Contribution, key: str) -> tuple[str, str]:
    """Title, what of the place is said, and topics. Gives title and place."""
    title, place = st.columns([3, 2])
    with title:
        heading = st.text_input("Title", value=now.title_text if now.title_id is None else "", key=f"{key}_title", live="500ms")
    with place:
        where = st.selectbox("The place it says", PLACES, index=1, key=f"{key}_place", required=True)
    topics = updates.topics(con, now.id)
    st.multiselect(
        "Topics", list(named := topics | lists.names(con, "subject")), default=list(topics), format_func=named.get,
        key=f"{key}_topics", on_change=_topics, args=(now.id, key), placeholder="from the program's subjects",
    )  # fmt: skip
    return heading or "", where or PLACES[1]


def passages(now: Contribution, shown: Preview, place: str, key: str) -> None:
    """Every passage found, with the words around it; each is removed or kept by a person."""
    found = shown.passages
    if not found:
        st.caption("Nothing was found that tells who it is. Read it all the same, and mark what you find.")
    else:
        left = sum(1 for one in found if one.decision == "open")
        st.caption(f"{len(found)} found, {left} not decided. Up and down move, **r** removes, **k** keeps.")
        nonce = f"{desk().turn}-{place}-{len(now.body)}"
        marks = f"{key}_marks_{abs(hash(nonce))}"
        start = {one.starts: one.decision for one in found if one.decision != "open"}
        with st.form(f"{key}_decide", border=False):
            box.marks(marks, [_row(now, one) for one in found], CHOICES, label="Found", nonce=nonce, start=start)
            ui.problem("passages")
            with st.container(horizontal=True):
                st.form_submit_button(
                    "Save decisions", key=f"{key}_save", type="primary", on_click=_decide, args=(now.id, marks, place)
                )
                if left > 1:
                    st.form_submit_button(
                        f"Remove the {left} not decided", key=f"{key}_rest", on_click=_decide, args=(now.id, marks, place, True)
                    )
    with st.form(f"{key}_mark", border=False):
        words, button = st.columns([3, 1], vertical_alignment="bottom")
        words.text_input("Also remove these words", key=f"{key}_words", placeholder="a name that is not on file, a nickname …")
        button.form_submit_button("Remove", key=f"{key}_mark_go", on_click=_mark, args=(now.id, key, place), width="stretch")
    ui.problem("words", words)


def _row(now: Contribution, one: redaction.Passage) -> dict:
    before, words, after = redaction.context(now.body, one)
    kind = one.kind + (", always removed" if one.must_go else "")
    return {"value": one.starts, "label": f"{before} ⟦{words}⟧ {after}".strip(), "detail": kind}


def leaving(now: Contribution, shown: Preview, title: str, place: str, key: str) -> None:
    """Just what would leave, what still stands in the way, and the button that publishes it."""
    for sentence in shown.in_the_way:
        st.markdown(f":orange[:material/pending:] {ui.escape(sentence)}")
    st.button(
        "Publish", key=f"{key}_publish", type="primary", disabled=not shown.ready, on_click=_publish,
        args=(now.id, title, place, shown.html), help="It is kept as published, and can be saved as a file below.",
    )  # fmt: skip
    with st.container(border=True, key=f"{key}_preview"):
        st.html(shown.html)


def published(con: Connection) -> None:
    """What was published, with what was withdrawn; saved as files, or withdrawn."""
    page = st.session_state.get("published_page") or 1
    table, many = updates.listing(con, offset=(page - 1) * PAGE)
    if not many:
        st.caption("Nothing is published yet. Nothing leaves by itself.")
        return
    standing = table[table["withdrawn_on"].isna()]
    ids = [int(number) for number in standing["id"]]
    names = dict(zip(ids, standing["title"], strict=True))
    chosen = st.multiselect("Save as files", ids, default=ids, format_func=names.get, key=f"out_{page}")
    _files(con, chosen)
    ui.rows(
        table, f"published_{page}", "", published_on="Published", title="Title", published_by="By", withdrawn_on="Withdrawn",
        withdraw_reason="Why", id="Number",
    )  # fmt: skip
    if many > PAGE:
        st.pagination(-(-many // PAGE), key="published_page")
    if ids:
        one = st.selectbox("Look at", ids, format_func=lambda number: names.get(number, ""), key=f"look_{page}")
        with st.container(border=True, key="published_look"):
            st.html(updates.publication(con, one)["html"])
        with st.popover("Withdraw it", key="withdrawing"), st.form("withdraw_form", border=False):
            st.text_input("Why?", key="withdraw_reason", placeholder="the reader asks for it, an error …")
            st.checkbox("The reader asks for it", key="withdraw_asked", help="Their consent is over with it.")
            st.form_submit_button("Withdraw", key="withdraw_go", on_click=_withdraw, args=(one,))
        ui.problem("withdraw_reason")


def _files(con: Connection, chosen: list[int]) -> None:
    """Made when asked for: each update is searched once more before it leaves."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for form, name in (("html", "As HTML"), ("md", "As Markdown")):
            st.button(name, key=f"make_{form}", on_click=_make, args=(tuple(chosen), form), disabled=not chosen)
        made = st.session_state.get("_updates_made")
        if made and made[0] == tuple(chosen):
            kind = "application/zip" if made[1].endswith(".zip") else "text/plain"
            ui.download(
                f"Download {made[1]}",
                data=made[2],
                file_name=made[1],
                mime=kind,
                key="take_out",
                type="primary",
            )


def _make(chosen: tuple[int, ...], form: str) -> None:
    try:
        made = updates.export(ui.connection(), list(chosen), form)
    except BfpError as error:
        st.session_state.pop("_updates_made", None)
        ui.refuse(error)
        return
    st.session_state["_updates_made"] = (chosen, *made)
    ui.say(f"{made[0]} is ready. It was searched once more.")


def _topics(contribution_id: int, key: str) -> None:
    chosen = list(st.session_state.get(f"{key}_topics") or [])
    with ui.saving("Topics saved.") as con:
        updates.set_topics(con, contribution_id, chosen)


def _decide(contribution_id: int, marks: str, place: str, rest: bool = False) -> None:
    at, decisions, board = desk(), box.marked(marks), ui.board()
    touched = (st.session_state.get(marks) or {}).get("value") is not None
    with at.busy:
        with ui.saving("Decided.") as con:
            found = redaction.offered(con, contribution_id, place)
            known = {one.starts for one in found}
            before = {one.starts: one.decision for one in found}
            marked = decisions if touched else {start: was for start, was in before.items() if was != "open"}
            wanted = {start: marked.get(start, "remove" if rest else "open") for start in known}
            wanted |= {start: decision for start, decision in decisions.items() if start not in known}
            redaction.decide(con, contribution_id, wanted, place)
        if board.saved:
            at.turn += 1


def _mark(contribution_id: int, key: str, place: str) -> None:
    at, words, board = desk(), ui.fields(f"{key}_words")[f"{key}_words"] or "", ui.board()
    many = 0
    with ui.saving() as con:
        many = redaction.mark(con, contribution_id, words, place)
    if board.saved:
        at.turn += 1
        board.text = f"Removed {number_of(many, 'time')}."
        ui.clear(f"{key}_words")


def _publish(contribution_id: int, title: str, place: str, seen: str) -> None:
    today, board, number = ui.today(), ui.board(), None
    with ui.saving() as con:
        number = updates.publish(con, contribution_id, title, place, today, seen=seen)
    if board.saved:
        board.text = f"Published as update {number}. It is kept as published; save it as a file under Published."


def _withdraw(publication_id: int) -> None:
    entry, today = ui.fields("withdraw_reason", "withdraw_asked"), ui.today()
    with ui.saving("Withdrawn. It does not leave any more; what was published stays on file.") as con:
        updates.withdraw(con, publication_id, entry["withdraw_reason"] or "", today, bool(entry["withdraw_asked"]))
    if ui.saved():
        ui.clear("withdraw_reason")
