"""The public pages on the screen: what is public, what could be, a page as it would be; publishing, withdrawing, saving."""

import base64
import threading
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.errors import BfpError
from bfp.base.words import number_of
from bfp.publishing import publication_export, publication_search, publications
from bfp.publishing.publications import PAGE, Choices, Preview, Publication

HEIGHT = 760
ANSWERS = ("replace", "leave")


@dataclass
class Desk:
    """What was made to be saved as files, and for which pages; a plain object, so that it may be changed after a write."""

    made: tuple[int, bytes] | None = None
    busy: threading.Lock = field(default_factory=threading.Lock, repr=False)


def desk() -> Desk:
    return st.session_state.setdefault("_publications_desk", Desk())


# ---- lists ------------------------------------------------------------------------------------


def public(con: Connection) -> tuple[str, int] | None:
    """What is public now, saved as files; a click opens a page. Gives which."""
    page = st.session_state.get("public_page") or 1
    table, many = publications.listing(con, offset=(page - 1) * PAGE)
    if table.empty and page > 1:
        table, many = publications.listing(con)
    if not many:
        st.caption("Nothing is public. Open something under Could be, look at its page, and publish it.")
    else:
        _save(many)
    opened = ui.rows(
        table, f"public_{page}", "", opens="id", title="Page", entity="Of", published_on="Published", published_by="By"
    ) if many else None  # fmt: skip
    if many > PAGE:
        st.pagination(-(-many // PAGE), key="public_page")
    back, gone = publications.listing(con, withdrawn=True)
    if gone:
        with st.expander(f"Withdrawn: {gone:,}", key="withdrawn"):
            ui.rows(
                back, "withdrawn", "", title="Page", entity="Of", published_on="Published", withdrawn_on="Withdrawn",
                withdraw_reason="Why",
            )  # fmt: skip
    if opened is None:
        return None
    now = publications.get(con, opened)
    return now.entity, now.entity_id


def _save(many: int) -> None:
    """Made when asked for: every page is searched once more before it leaves."""
    made = desk().made
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save all as files", key="export", on_click=_export, icon=":material/folder_zip:")
        if made and made[0] == _stamp(ui.connection()):
            ui.download(
                f"Download {publication_export.NAME}", data=made[1], file_name=publication_export.NAME, mime="application/zip",
                key="export_file", type="primary",
            )  # fmt: skip
        st.caption(f"{number_of(many, 'public page')}: plain HTML with an index, and one CSV.")


def _stamp(con: Connection) -> int:
    """Changes with whatever is published or withdrawn."""
    (table, many), (back, gone) = publications.listing(con, limit=1), publications.listing(con, withdrawn=True, limit=1)
    newest = int(table["id"].iloc[0]) if many else 0
    return hash((many, gone, newest, int(back["id"].iloc[0]) if gone else 0))


def could_be(con: Connection) -> int | None:
    """Incidents that were decided or have redacted copies; a click opens one. Gives which."""
    text = st.text_input("Title or facility", key="could_text", live="500ms", placeholder="part of a name") or ""
    page = st.session_state.get("could_page") or 1
    table, many = publications.could_be(con, text, offset=(page - 1) * PAGE)
    if table.empty and page > 1:
        table, many = publications.could_be(con, text)
    if not many:
        st.caption(
            "No incident fits." if text else "No incident was decided or has a redacted copy yet. Any other can be opened "
            "from its own page, by Public page."
        )  # fmt: skip
        return None
    st.caption(f"{many:,} decided, or with a redacted copy, and not public.")
    opened = ui.rows(
        table, f"could_{page}", "", opens="id", title="What was stopped", facility="Facility", decision="Decision",
        decided_on="Decided", redacted="Redacted copies",
    )  # fmt: skip
    if many > PAGE:
        st.pagination(-(-many // PAGE), key="could_page")
    return opened


def facilities(con: Connection) -> int | None:
    """Facilities where something was stopped; a click opens one's page. Gives which."""
    text = st.text_input("Facility", key="place_text", live="500ms", placeholder="part of a name") or ""
    page = st.session_state.get("place_page") or 1
    table, many = publications.facilities(con, text, offset=(page - 1) * PAGE)
    if table.empty and page > 1:
        table, many = publications.facilities(con, text)
    if not many:
        st.caption("No facility fits." if text else "No incident is on file at any facility yet.")
        return None
    opened = ui.rows(
        table, f"place_{page}", "", opens="id", facility="Facility", incidents="Incidents", public="of them public",
        published_on="Page since",
    )  # fmt: skip
    if many > PAGE:
        st.pagination(-(-many // PAGE), key="place_page")
    return opened


def _export() -> None:
    con, at = ui.connection(), desk()
    try:
        at.made = (_stamp(con), publication_export.export(con))
    except BfpError as error:
        at.made = None
        ui.refuse(error)
        return
    ui.say(f"{publication_export.NAME} is ready. Every page was searched once more.")


# ---- one page ---------------------------------------------------------------------------------


def choices(key: str) -> Choices:
    """What was decided on the screen so far."""
    state, start = st.session_state, f"{key}_say_"
    said = {name.removeprefix(start): value for name, value in state.items() if str(name).startswith(start)}
    typed = str(state.get(f"{key}_by_hand") or "")
    return Choices(
        frozenset(words for words, value in said.items() if value == "replace"),
        frozenset(words for words, value in said.items() if value == "leave"),
        tuple(dict.fromkeys(words for part in typed.split(",") if len(words := " ".join(part.split())) > 1)),
        bool(state.get(f"{key}_notes")),
    )


def found(shown: Preview, key: str, entity: str) -> None:
    """What may name somebody: what is replaced without asking, and what a person decides."""
    asked, sure = {}, {}
    for one in shown.found:
        (asked if one.may_be_left else sure).setdefault(one.key, []).append(one)
    if not shown.found:
        st.caption("No name or number was found. Read the page all the same.")
    for words, all_of in asked.items():
        one = all_of[0]
        times = f", {len(all_of)} times" if len(all_of) > 1 else ""
        space = "" if one.after[:1] in tuple(".,:;!?)'’") else " "
        st.markdown(
            f"{ui.escape(one.before)} **{ui.escape(one.words)}**{space}{ui.escape(one.after)}  \n"
            f":gray[{ui.escape(_kind(one.kind))}; {one.where.lower()}{times}]"
        )
        st.segmented_control(
            ui.escape(f"{one.words}: replace or leave"), ANSWERS, key=f"{key}_say_{words}", label_visibility="collapsed",
            default="replace" if one.kind == publication_search.OTHERS else None, selection_mode="single",
        )  # fmt: skip
    if sure:
        with st.expander(f"Replaced without asking: {len(sure)}", key=f"{key}_sure"):
            for all_of in sure.values():
                one = all_of[0]
                st.markdown(f"**{ui.escape(one.words)}** :gray[{ui.escape(_kind(one.kind))}; {one.where.lower()}]")
    st.text_input(
        "Also replace", key=f"{key}_by_hand", live="500ms", placeholder="names not on file, with commas",
        help="Wherever these words stand on the page, [removed] stands instead.",
    )  # fmt: skip
    if entity == "incident":
        st.toggle("Tell what was noted with each action", key=f"{key}_notes")


def _kind(kind: str) -> str:
    return {publication_search.OTHERS: "a name on file: another reader or a volunteer"}.get(kind, kind)


def whether_public(con: Connection, now: Publication | None, key: str) -> None:
    """Whether it is public, since when, whether the record has moved on; withdrawn from here."""
    if now is None:
        st.markdown("**Not public.**")
        return
    st.markdown(f"**Public** since {dates.written(now.published_on)}, by {ui.escape(now.published_by)}.")
    if sentence := publication_export.in_the_way(con, now):
        st.markdown(f":red[{ui.escape(sentence)}]")
    elif many := publications.changed_since(con, now.id):
        st.markdown(f":orange[Saved {number_of(many, 'time')} since. Publish it anew if that matters.]")
    with st.popover("Withdraw", key=f"{key}_withdrawing"), st.form(f"{key}_withdraw_form", border=False):
        st.text_input("Why?", key=f"{key}_why", placeholder="an error, somebody asks for it …")
        ui.problem("withdraw_reason")
        st.form_submit_button("Withdraw it", key=f"{key}_withdraw", on_click=_withdraw, args=(now.id, key))


def publishing(shown: Preview, entity: str, entity_id: int, chosen: Choices, public: bool, key: str) -> None:
    """What still stands in the way, and the button."""
    for sentence in shown.in_the_way:
        st.markdown(f":orange[:material/pending:] {ui.escape(sentence)}")
    st.button(
        "Publish anew" if public else "Publish", key=f"{key}_publish", type="primary", disabled=not shown.ready,
        on_click=_publish, args=(entity, entity_id, shown.html, chosen),
        help="It is kept as you see it, and leaves with the next files that are saved.",
    )  # fmt: skip
    if "<figure" in shown.html:
        st.caption("Nothing can search a picture: look at each page of the documents before you publish.")


def page(html: str, key: str) -> None:
    """A page just as a browser shows it: from an address of its own, so that nothing in it reaches the program."""
    data = base64.b64encode(html.encode()).decode()
    with st.container(border=True, key=f"{key}_page"):
        st.iframe(f"data:text/html;charset=utf-8;base64,{data}", height=HEIGHT, alt="The page as it will be published")


def _publish(entity: str, entity_id: int, html: str, chosen: Choices) -> None:
    today: date = ui.today()
    with desk().busy:
        if ui.repeated("publication", (entity, entity_id, html)):
            return
        with ui.saving("Published. It leaves with the next files that are saved.") as con:
            publications.publish(con, entity, entity_id, html, today, chosen)
        if ui.saved():
            ui.remember("publication", (entity, entity_id, html))


def _withdraw(publication_id: int, key: str) -> None:
    why, today = ui.fields(f"{key}_why")[f"{key}_why"] or "", ui.today()
    with ui.saving("Withdrawn. Save the files again, and put them in place of the old ones on the website.") as con:
        publications.withdraw(con, publication_id, why, today)
    if ui.saved():
        ui.clear(f"{key}_why")
        st.session_state.pop("_last_publication", None)
