"""What the page Forms shows below its box: who to ask, what is printed, what forms taught, what is still unconfirmed."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates, words
from bfp.base.db import Connection
from bfp.base.words import number_of
from bfp.outcomes import still_unconfirmed, umf, umf_paper
from bfp.ui import box, print_buttons
from bfp.ui.outcomes import umf_desk

SHOWN = 50


def who_to_ask(con: Connection, today: date) -> None:
    """Readers in the order of what a form to each would teach, and the button that makes the first of them."""
    where, many, go = st.columns([3, 1, 2], vertical_alignment="bottom")
    with where:
        box.one("forms_facility", "facilities", label="Facility", placeholder="everywhere")
    many.text_input("How many", key="forms_how_many")
    found = umf.worth_asking(con, today, box.narrowed("forms_facility", "facility"), SHOWN)
    go.button(
        "Make these forms", key="forms_print", on_click=umf_desk.print_first, icon=":material/print:",
        disabled=found.empty, width="stretch",
    )  # fmt: skip
    ui.problem("how_many")
    if found.empty:
        st.caption(
            "Nobody is to be asked now: no mail is old enough and unconfirmed, or its readers have moved, are released, or were "
            "asked within half a year."
        )
        return
    st.caption(
        f"{found['matching'].iloc[0]:,} readers may be asked; the one whose form would teach most comes first. **Learned**: 1.0 "
        "is as much as one sure answer about a place of which nothing is known. **Hoped for**: items × the chance of an answer."
    )
    shown = found.assign(
        reader=[", ".join(part for part in names if part) for names in zip(found["last_name"], found["first_name"], strict=True)]
    )
    columns = {
        "reader": "Reader", "facility": "Facility", "items": "Items", "known": "Hoped for", "learned": "Learned",
        "oldest_on": "Oldest",
    }  # fmt: skip
    st.dataframe(
        shown[list(columns)].rename(columns=columns), hide_index=True, key="forms_worth_rows", width="stretch",
        column_config={
            "Hoped for": st.column_config.NumberColumn(format="%.1f"),
            "Learned": st.column_config.NumberColumn(format="%.2f"),
            "Oldest": st.column_config.DateColumn(format="D MMM YYYY"),
        },
    )  # fmt: skip


def printed(con: Connection) -> None:
    """Forms that are made and not mailed: the file to print, and the mark that they went to the post."""
    found = umf.not_mailed(con)
    if found.empty:
        st.caption("No form waits to be mailed. Make some under Who to ask.")
        return
    ids = tuple(int(umf_id) for umf_id in found["id"])
    paper, when, done = st.columns([2, 1, 2], vertical_alignment="bottom")
    ui.download(
        f"PDF of {number_of(len(ids), 'form')}", data=lambda: umf_desk.pdf(ids), file_name="forms.pdf",
        mime="application/pdf", key="forms_pdf", place=paper, icon=":material/print:", width="stretch",
    )  # fmt: skip
    when.text_input("Mailed on", key="forms_mailed_on", placeholder="today")
    done.button("All of these are mailed", key="forms_mailed", on_click=umf_desk.mark_mailed, args=(ids,), width="stretch")
    if ui.board().field == "anyway" and not ui.saved():
        st.checkbox("All of them went as they were printed", key="forms_anyway")
    ui.problem("mailed_on")
    with st.container(horizontal=True, vertical_alignment="center", key="forms_labels"):
        buttons = st.container(horizontal=True, width="content")
        sheet, start = print_buttons.labels_on("forms_labels")
        with buttons:
            print_buttons.button(
                "Labels", lambda: umf_paper.labels_pdf(con, ids, sheet, start), "form_labels", "forms_labels_pdf",
                "For envelopes without a window, in the order of the list.",
            )  # fmt: skip
    st.caption(
        "A page each, in the order of the list, with the address in the window of a number 10 envelope. One that is not mailed: "
        "open it above and void it."
    )
    shown = found.assign(number=[umf.number(umf_id) for umf_id in ids])
    heads = {
        "number": "Form", "reader": "Reader", "facility": "Facility", "items": "Items", "printed_on": "Printed",
        "printed_by": "By",
    }  # fmt: skip
    st.dataframe(
        shown[list(heads)].rename(columns=heads), hide_index=True, key="forms_printed_rows", width="stretch", placeholder="",
        column_config={
            "Form": st.column_config.TextColumn(width=75), "Reader": st.column_config.TextColumn(width=150),
            "Facility": st.column_config.TextColumn(width=230), "Items": st.column_config.NumberColumn(width=55),
            "Printed": st.column_config.DateColumn(format="D MMM YYYY", width=95),
        },
    )  # fmt: skip


def taught(con: Connection) -> None:
    """What forms brought, by month of mailing and by facility."""
    sum_ = umf.totals(con)
    if not sum_["sent"]:
        st.caption("No form was mailed yet. What comes back is counted here, by month and facility.")
        return
    share = f" ({words.percent(sum_['answered'] / sum_['sent'])})" if sum_["sent"] >= 10 else ""
    st.caption(
        f"{sum_['sent']:,} sent, {sum_['answered']:,} answered{share}, {sum_['waiting']:,} out; "
        f"{number_of(sum_['taught'], 'item')} known by them."
    )
    heads = {
        "sent": "Sent", "answered": "Answered", "asked": "Items asked", "taught": "Now known", "received": "Received",
        "censored": "Censored", "missing": "Did not come",
    }  # fmt: skip
    by_month, by_place = umf.counts(con, "month"), umf.counts(con, "facility")
    st.markdown("**By month of mailing**")
    months = {"Month": st.column_config.DateColumn(format="MMM YYYY")}
    shown = by_month[["month", *heads]].rename(columns={"month": "Month", **heads})
    st.dataframe(shown, hide_index=True, key="forms_months", column_config=months, width="stretch")
    st.markdown("**By facility**")
    ui.rows(by_place, "forms_places", "", facility="Facility", **heads)
    ui.csv(by_place[["facility", *heads]].rename(columns={"facility": "Facility", **heads}), "forms", "forms_csv")


def unconfirmed(con: Connection, today: date) -> None:
    """The one list of mail of which nobody has told, a page at a time."""
    where, how_old = st.columns([3, 2], vertical_alignment="bottom")
    with where:
        box.one("unconfirmed_facility", "facilities", label="Facility", placeholder="everywhere")
    age = how_old.selectbox("How old", still_unconfirmed.AGES, key="unconfirmed_age")
    facility_id = box.narrowed("unconfirmed_facility", "facility")
    found = still_unconfirmed.counts(con, today, age, facility_id)
    if not found.items:
        st.caption("Nothing of this choice is unconfirmed.")
        return
    listed = ui.paged(
        f"unconfirmed_page_{age}_{facility_id}", SHOWN,
        lambda offset: (still_unconfirmed.listing(con, today, age, facility_id, SHOWN, offset), found.items),
    )  # fmt: skip
    st.caption(
        f"{number_of(found.items, 'item')} to {number_of(found.readers, 'reader')}. A form asked about {found.asked:,}; of "
        f"{found.missing:,} the reader says that they did not come. Readers' letters and forms make this list shorter."
    )
    columns = {
        "parcel": "Parcel", "title": "Title", "mailed_on": "Mailed", "missing_on": "Reader says no", "asked_on": "Asked",
        "facility": "Facility",
    }  # fmt: skip
    said = "The reader told us on this day that it did not come"
    days = {
        "Parcel": st.column_config.TextColumn(width=60), "Title": st.column_config.TextColumn(width=160),
        "Mailed": st.column_config.DateColumn(format="D MMM YYYY", width=92),
        "Reader says no": st.column_config.DateColumn(format="D MMM YYYY", width=105, help=said),
        "Asked": st.column_config.DateColumn(format="D MMM YYYY", width=92, help="A form asked about it"),
        "Facility": st.column_config.TextColumn(width=160),
    }  # fmt: skip
    st.dataframe(
        listed.table[list(columns)].rename(columns=columns), hide_index=True, key="unconfirmed_rows", column_config=days,
        placeholder="", width="stretch",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        listed.turn(max_visible_pages=5)
        ui.download(
            "CSV", data=lambda: ui.csv_bytes(still_unconfirmed.export(con, today, age, facility_id)), mime="text/csv",
            file_name=f"still_unconfirmed_{today}.csv", key="unconfirmed_csv",
        )  # fmt: skip
    if found.items > still_unconfirmed.MOST_EXPORTED:
        st.caption(f"The CSV has the latest {still_unconfirmed.MOST_EXPORTED:,} as of {dates.written(today)}.")
