"""What the page of donations shows: the list and its form, one donation while it is scanned, and afterwards."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base import dates, history, isbn
from bfp.base.db import Connection
from bfp.base.words import number_of, plural
from bfp.shelves import titles
from bfp.supporters import donation_lists, donation_papers, donations
from bfp.supporters.donations import Donation
from bfp.ui import box, form, print_buttons, scan
from bfp.ui.supporters import donation_desk
from bfp.ui.supporters.donation_desk import ASIDE, desk

PAGE = 50
WAYS = {"brought": "brought here", "mailed": "mailed to us", "wish list": "from the wish list", "publisher": "from a publisher",
        "other": "another way"}  # fmt: skip
CONDITIONS = {"new": "New", "good": "Good", "worn": "Worn", ASIDE: "Can't be sent"}


def new(today: date) -> None:
    """The form that begins a donation."""
    prefix = form.key("donation_new")
    with st.form(f"{prefix}_form", border=False):
        _who_when(prefix, today)
        st.form_submit_button(
            "Start scanning", key=f"{prefix}_start", type="primary", on_click=donation_desk.begin, args=(prefix,),
            icon=":material/barcode_scanner:",
        )  # fmt: skip


def _who_when(prefix: str, today: date, donation: Donation | None = None) -> None:
    start = next(iter(donation_desk.start_of(donation)), None) if donation else None
    donor, on, way = st.columns([3, 1.3, 1.7])
    with donor:
        box.one(f"{prefix}_donor", "supporters", label="Who gives", placeholder="name; leave it empty for anonymous", free=True,
                create="New supporter", start=start, nonce=prefix)  # fmt: skip
        ui.problem("supporter_name")
    with on:
        st.text_input("Came on", value=dates.written(donation.donated_on) if donation else "", key=f"{prefix}_on",
                      placeholder=f"today, {dates.written(today)}")  # fmt: skip
        ui.problem("donated_on")
    ways = list(WAYS)
    way.selectbox("How", ways, format_func=WAYS.get, key=f"{prefix}_way", index=ways.index(donation.way) if donation else 0)
    st.text_input("Note", value=donation.note if donation else "", key=f"{prefix}_note", placeholder="which box, from where")


def listing(con: Connection) -> None:
    """Donations, the latest first; a click opens one."""
    which = st.segmented_control(
        "Which", ["All", "Open", "Voided"], default="All", required=True, key="donations_which", label_visibility="collapsed"
    )
    narrowed = {"only_open": which == "Open", "voided": which == "Voided", "limit": PAGE}
    one_page = ui.paged(f"donations_page_{which}", PAGE, lambda offset: donation_lists.listing(con, **narrowed, offset=offset))
    found = one_page.table
    if found.empty:
        st.caption({"Open": "Nothing is being scanned.", "Voided": "Nothing was voided."}.get(which, "No donation yet."))
        return
    shown = pd.DataFrame(
        {
            "Came on": found["donated_on"], "From": found["donor"], "Copies": found["copies"],
            "State": [_state(row) for row in found.itertuples()], "How": found["way"].map(WAYS), "Note": found["note"],
        }
    )  # fmt: skip
    cells = st.dataframe(
        shown, hide_index=True, key=f"donations_{which}_{one_page.page}", on_select="rerun", selection_mode="single-cell",
        width="stretch",
        column_config={
            "Came on": st.column_config.DateColumn(format="D MMM YYYY"), "From": st.column_config.TextColumn(width=210),
            "State": st.column_config.TextColumn(width=170),
        },
    )["selection"]["cells"]  # fmt: skip
    st.caption(f"{one_page.many:,} {'donation' if one_page.many == 1 else 'donations'}. A click opens one.")
    one_page.turn(max_visible_pages=5)
    if cells and cells[0][0] < len(found):
        ui.go("donations", donation=int(found["id"].iloc[cells[0][0]]))


def _state(row) -> str:
    if not pd.isna(row.voided_on):
        return f"voided: {row.void_reason}"
    if pd.isna(row.closed_on):
        return f"open, {row.unknown:,} without a title" if row.unknown else "open"
    return "closed" if not pd.isna(row.thanked_on) else "closed, not thanked yet"


# ---- one donation -------------------------------------------------------------------------------


def one(con: Connection, donation: Donation, today: date) -> None:
    """A donation, from its first scan to the thanks."""
    now = desk()
    if donation.open and now.asking == donation.id and donation.unknown:
        _asking(con, donation)
    elif donation.open:
        _scanning(con, donation)
    counted(donation)
    if donation.open:
        _end(con, donation)
    elif donation.voided_on is not None:
        st.markdown(f"**Voided on {dates.written(donation.voided_on)}:** {ui.escape(donation.void_reason)}")
    else:
        _after(con, donation, today)
    _lines(con, donation)
    if donation.voided_on is None:
        _put_right(donation, today)
    with st.expander("History", key="donation_history"):
        ui.rows(history.of(con, "donation", donation.id), "donation_past", "Nothing yet.", saved_at="When", volunteer="Who",
                action="What", what="Details", reason="Why")  # fmt: skip


def _scanning(con: Connection, donation: Donation) -> None:
    now, key = desk(), f"donated_{donation.id}"
    entry, beside = st.columns([6, 1.2], vertical_alignment="bottom")
    with entry:
        scan.field(
            key, label="Scan a book", placeholder="scan or type an ISBN, or type a title",
            on_scan=lambda: donation_desk.scanned(donation.id, key), cursor=("", now.cursor), alarm=now.alarm, back=now.back,
        )  # fmt: skip
    mine = now.last is not None and now.last[0] == donation.id
    beside.button("Undo", key="undo_donated", on_click=donation_desk.undo, disabled=not mine, help="Take the last scan back",
                  width="stretch")  # fmt: skip
    state, why = st.columns([3, 2], vertical_alignment="bottom")
    condition = state.segmented_control(
        "What is scanned next is", list(CONDITIONS), format_func=CONDITIONS.get, default="good", required=True,
        key="donated_condition",
    )  # fmt: skip
    off = condition != ASIDE
    why.selectbox("because it is", donations.REASONS, index=None, key="donated_reason", disabled=off, placeholder="")
    if now.problems:
        said, away = st.columns([8, 1], vertical_alignment="center")
        said.error("  \n".join(["**Not counted:**", *(ui.escape(sentence) for sentence in now.problems)]))
        away.button("Seen", key="problems_seen", on_click=now.problems.clear, width="stretch")
    twin = donation_lists.twin(con, donation.id) if donation.id not in now.others else None
    if twin is not None:
        st.warning(f"{ui.escape(twin.sentence)} Is it the same box?")
        with st.container(horizontal=True):
            st.button("The same box: void this one", key="twin_void", on_click=donation_desk.void,
                      kwargs={"donation_id": donation.id, "reason": f"the same box as donation {twin.donation_id}"})  # fmt: skip
            st.button("Another box", key="twin_another", on_click=donation_desk.another, args=(donation.id,))


def counted(donation: Donation) -> None:
    """How many copies came, and where they are."""
    parts = [f"**{donation.copies:,}** {plural(donation.copies, 'copy')}", f"{donation.received:,} into stock"]
    parts += [f"{donation.set_aside:,} set aside"] * bool(donation.set_aside)
    parts += [f":orange[{donation.unknown:,} without a title]"] * bool(donation.unknown)
    st.markdown(" · ".join(parts))


def _asking(con: Connection, donation: Donation) -> None:
    """The books that are not in the catalogue, one after another: title and author."""
    now, waiting = desk(), donation_lists.unknown(con, donation.id)
    first = waiting.iloc[0]
    position, copies = int(first["position"]), int(first["copies"])
    prefix, called = form.key(f"ask_{donation.id}"), isbn.written(first["isbn"]) or first["name"]
    more = f", and {len(waiting) - 1} more after it" if len(waiting) > 1 else ""
    with st.container(border=True, key="ask_box"):
        st.markdown(f"**{ui.escape(called)}** · {number_of(copies, 'copy')}{more}. What is it?")
        for title in now.alike:
            label = f"It is {ui.escape(title.label)} ({title.on_hand} on hand)"
            st.button(label, key=f"alike_{title.id}", icon=":material/check:",
                      on_click=donation_desk.is_this, args=(donation.id, position, title.id, prefix))  # fmt: skip
        with st.form(f"{prefix}_form", border=False):
            name, author = st.columns([3, 2])
            name.text_input("Title", value=first["name"], key=f"{prefix}_name")
            author.text_input("Author", key=f"{prefix}_author")
            ui.problem("name", name)
            ui.problem("isbn")
            kind, binding = st.columns(2)
            kind.selectbox("Kind", titles.KINDS, key=f"{prefix}_kind")
            binding.selectbox("Binding", titles.BINDINGS, key=f"{prefix}_binding")
            book = (donation.id, position, first["isbn"], prefix)
            st.form_submit_button("Save", key=f"{prefix}_save", type="primary", on_click=donation_desk.name_it, args=book)
            if now.alike:
                st.form_submit_button(
                    "None of these: a new title", key=f"{prefix}_anew", on_click=donation_desk.name_it, args=(*book, True)
                )
        why, aside, on = st.columns([2.4, 1.2, 1.2], vertical_alignment="bottom")
        why.selectbox("It can't be sent: it is", donations.REASONS, index=None, key=f"{prefix}_why", placeholder="")
        aside.button("Set aside", key=f"{prefix}_aside", on_click=donation_desk.ask_aside, width="stretch",
                     args=(donation.id, position, copies, prefix))  # fmt: skip
        on.button("Scan on", key="ask_scan_on", on_click=donation_desk.scan_on, width="stretch")
    box.focus(f"{prefix}_name", f"{prefix}{len(now.alike)}")


def _end(con: Connection, donation: Donation) -> None:
    asking = desk().asking == donation.id and donation.unknown
    with st.container(horizontal=True, key="donation_end"):
        if donation.unknown and not asking:
            waiting = donation.unknown  # copies, as the line above counts them
            st.button(f"Say what the {waiting:,} without a title {'is' if waiting == 1 else 'are'}", key="donation_ask",
                      on_click=donation_desk.ask, args=(donation.id,), type="primary")  # fmt: skip
        elif not donation.unknown:
            st.button("All is scanned: close", key="donation_close", on_click=donation_desk.close, args=(donation.id,),
                      type="primary", disabled=not donation.copies)  # fmt: skip


def _after(con: Connection, donation: Donation, today: date) -> None:
    with st.container(horizontal=True, key="donation_papers"):
        print_buttons.button("Thank-you letter", lambda: donation_papers.thanks_for_books(con, donation.id, today),
                             f"thanks_books_{donation.id}", "donation_thanks")  # fmt: skip
        print_buttons.button("Receipt", lambda: donation_papers.receipt_of_books(con, donation.id, today),
                             f"receipt_books_{donation.id}", "donation_receipt")  # fmt: skip
        if donation.thanked_on is None:
            st.button("Thanks went out", key="donation_thanked", on_click=donation_desk.thanked, args=(donation.id,))
        st.button("There is more in the box", key="donation_reopen", on_click=donation_desk.reopen, args=(donation.id,))
    said = [f"Closed on {dates.written(donation.closed_on)}"]
    said += [f"thanked on {dates.written(donation.thanked_on)}"] if donation.thanked_on else ["not thanked yet"]
    st.caption(", ".join(said) + ".")
    st.markdown(donation_lists.in_words(donation_lists.became(con, donation_id=donation.id)))


def _lines(con: Connection, donation: Donation) -> None:
    """What came, the newest line first; while it is open, a click puts a line right."""
    found = donation_lists.lines(con, donation.id)
    if found.empty:
        st.caption("Nothing is scanned yet: put the cursor into the box and scan the first book.")
        return
    shown = pd.DataFrame(
        {
            "Title": [isbn.written(row.isbn) if row.isbn else row.name for row in found.itertuples(index=False)],
            "Copies": found["copies"],
            "Condition": [
                row.set_aside or (row.condition if not pd.isna(row.title_id) else f"{row.condition}, no title yet")
                for row in found.itertuples(index=False)
            ],
            "Author": found["author"],
            "On hand": found["on_hand"].astype("Int64"),
        }
    )
    cells = st.dataframe(
        shown, hide_index=True, key=f"donation_lines_{donation.id}", on_select="rerun", selection_mode="single-cell",
        width="stretch", placeholder="", column_config={"Title": st.column_config.TextColumn(width=280)},
    )["selection"]["cells"]  # fmt: skip
    if not donation.open:
        return
    st.caption("A click on a line: take one copy back, or say that it is in another condition.")
    if cells and cells[0][0] < len(found):
        row, key = found.iloc[cells[0][0]], f"line_{donation.id}_{int(found['position'].iloc[cells[0][0]])}"
        name = isbn.written(row["isbn"]) if row["isbn"] else row["name"]
        st.markdown(f"**{ui.escape(name)}**, one copy of {int(row['copies'])}:")
        args = (donation.id, int(row["position"]))
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_row"):
            st.button("Take one back", key=f"{key}_back", on_click=donation_desk.take_back, args=(*args, name))
            st.selectbox("It is", list(CONDITIONS), format_func=CONDITIONS.get, key=f"{key}_as", width=150,
                         index=list(CONDITIONS).index(ASIDE if row["set_aside"] else row["condition"]))  # fmt: skip
            st.selectbox("because it is", donations.REASONS, index=None, key=f"{key}_why", placeholder="", width=210)
            st.button("Change one", key=f"{key}_change", on_click=donation_desk.change, args=(*args, key))


def _put_right(donation: Donation, today: date) -> None:
    """Who, when and how; and a donation that never was."""
    with st.expander("Put it right", key="donation_right"):
        prefix = f"donation_{donation.id}"
        with st.form(f"{prefix}_form", border=False):
            _who_when(prefix, today, donation)
            st.form_submit_button("Save", key=f"{prefix}_save", on_click=donation_desk.edit, args=(donation, prefix))
        with st.form(f"{prefix}_void_form", border=False):
            why, button = st.columns([3, 1], vertical_alignment="bottom")
            why.text_input("This donation never was, because", key=f"{prefix}_why", placeholder="the same box was scanned twice")
            button.form_submit_button("Void", key=f"{prefix}_void", on_click=donation_desk.void,
                                      args=(donation.id, f"{prefix}_why"), width="stretch")  # fmt: skip
        ui.problem("donation_reason")
