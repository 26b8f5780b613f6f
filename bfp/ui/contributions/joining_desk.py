"""The page Joining: who stands where, the letters that move them on, and that they are in the mail."""

from datetime import date

import streamlit as st

from bfp import ui
from bfp.base import dates
from bfp.base.db import Connection
from bfp.contributions import joining, joining_letters
from bfp.ui import box, form, print_buttons

LETTERS = {
    "asked": "introduction", "introduction sent": "reminder", "introduction answered": "letter with a first thing to do",
}  # fmt: skip
USUAL = "20"


def steps(con: Connection, today: date) -> str:
    """The steps with how many stand at each; gives the one that is chosen."""
    table = joining.counts(con, today)
    many = dict(zip(table["step"], table["readers"], strict=True))
    longest = dict(zip(table["step"], table["longest_on"], strict=True))
    chosen = st.pills(
        "Step", joining.STEPS, default="asked", key="joining_step", required=True, label_visibility="collapsed",
        format_func=lambda step: f"{step} · {many[step]:,}",
    )  # fmt: skip
    chosen = chosen or "asked"
    since = f"; the longest since {dates.written(longest[chosen])}" if many[chosen] else ""
    one = "reader" if many[chosen] == 1 else "readers"
    st.caption(
        f"{many[chosen]:,} {one} at **{chosen}**: {joining.SAYS[chosen]}{since}. As of {dates.written(today)}; "
        "who is released or dead is not counted."
    )
    return chosen


def where(place) -> int | None:
    """Only the readers of one facility, if one is chosen."""
    with place:
        box.one("joining_facility", "facilities", label="Only at", placeholder="name, town or ZIP; empty: everywhere")
    return box.narrowed("joining_facility", "facility")


def to_write_to(con: Connection, step: str, today: date) -> None:
    """Who waits for a letter, the longest first: print so many, then say that they are in the mail."""
    at = form.key(f"joining {step}")
    place, field, letters, sent = st.columns([3, 1, 1.5, 1.7], vertical_alignment="bottom")
    facility_id = where(place)
    many = how_many(field.text_input("How many", USUAL, key="joining_how_many"))
    table = joining.listing(con, today, step, facility_id, mailable=True, limit=many or 1)
    if table.empty and not joining.counts(con, today)["readers"].any():
        st.caption("No reader has written yet. The first letter is the first step; work offered in a request is the second.")
        return
    if table.empty:
        st.caption("Nobody whom we can write to waits at this step. Who was moved, or whose address was wrong, is not listed.")
        return
    if many is None:
        st.markdown(f":red[Write how many letters, from 1 to {joining_letters.MOST_AT_ONCE}.]")
        return
    ids = [int(reader_id) for reader_id in table["reader_id"]]
    ui.download(
        f"Print {len(ids)} {'letter' if len(ids) == 1 else 'letters'}", key=f"joining_print_{step}", type="primary",
        data=lambda: print_buttons.paper(lambda: joining_letters.pdf(con, ids, today)),
        file_name=f"{step.replace(' ', '_')}_{today}.pdf", mime="application/pdf", icon=":material/print:", place=letters,
        on_click=printed, args=(at, joining_letters.addressed(con, ids)),
        help=f"The {LETTERS[step]}, in each reader's language, in the order of the list.",
    )  # fmt: skip
    sent.button(
        "They are in the mail", key="joining_sent", on_click=mark_sent, args=(at, tuple(ids)), icon=":material/mail:",
        help=f"The readers whose letters were printed here, or else those listed below, stand at “{joining.AFTER[step]}” from "
        "today on.",
    )  # fmt: skip
    form.anyway(at)
    people(table, f"joining_{step}_{many}")
    st.caption("The texts are under Settings, Papers. Who was moved, or whose address was wrong, is counted and not listed.")


def listed(con: Connection, step: str, today: date) -> None:
    """Who stands at a step that waits for no letter, a page at a time."""
    facility_id, many = where(st.container()), int(joining.counts(con, today).set_index("step")["readers"][step])
    found = ui.paged(
        "joining_page", joining.PAGE, lambda offset: (joining.listing(con, today, step, facility_id, offset=offset), many)
    )
    if found.table.empty:
        st.caption("Nobody stands here.")
        return
    people(found.table, f"joining_{step}_{found.page}")
    if facility_id is None:
        found.turn()


def people(table, key: str) -> None:
    """The readers; a click opens one."""
    names = table["last_name"] + ", " + table["first_name"]
    opened = ui.rows(
        table.assign(name=names.str.strip(", ")), key, "", opens="reader_id", name="Reader", days="Days", facility="Facility",
        since_on="Since", last_on="Last heard of", number="Number",
    )  # fmt: skip
    if opened is not None:
        ui.go("readers", reader=opened)


def how_many(typed: str | None) -> int | None:
    """The number of letters that was typed, if it is one."""
    typed = (typed or "").strip()
    return int(typed) if typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= joining_letters.MOST_AT_ONCE else None


def printed(at: str, to: dict[int, str]) -> None:
    """Remember whose letters were printed, and where they go: the list may be another one when they are in the mail."""
    st.session_state[f"{at}_printed"] = to


@form.callback
def mark_sent(at: str, listed: tuple[int, ...]) -> str:
    """The letters that were printed are in the mail; those of the list, if none was printed here."""
    today, anyway, to = ui.today(), bool(form.typed(at, "anyway")["anyway"]), st.session_state.get(f"{at}_printed")
    with form.once(at) as con:
        moved = joining_letters.mailed(con, to or joining_letters.addressed(con, listed), today, today, anyway)
    return f"{moved} {'reader' if moved == 1 else 'readers'} moved on."
