"""Quick entry: a stack of opened letters, a keyboard, and no patience."""

import streamlit as st

from bfp import ui
from bfp.base import dates, drafts, lists
from bfp.base.errors import NotFound
from bfp.contributions import contributions
from bfp.desk import entry, reader_card
from bfp.ui import box, half_typed
from bfp.ui.desk import letter_form
from bfp.ui.desk.letter_card import show_card

MARKS = [
    {"name": "received", "label": "arrived", "key": " "},
    {"name": "missing", "label": "did not", "key": "n"},
    {"name": "censored", "label": "stopped", "key": "s"},
]

con, today = ui.connection(), ui.today()
at = letter_form.desk()
letter_form.come_back(at)
wanted = ui.number("reader")
if wanted is not None and not at.pending:
    at.take_up(wanted)
    at.point("letter_fields")
    del st.query_params["reader"]

ui.page("Letters", "Type a number or a name, look at the card, type what the letter says, save.", width=1120)
if at.last:
    line, undo = st.columns([5, 1], vertical_alignment="center")
    line.markdown(f"Last saved: **{ui.escape(at.last.sentence)}**")
    undo.button("Undo", key="undo", on_click=letter_form.undo, type="tertiary", icon=":material/undo:")

box.finder(
    "who",
    "readers",
    on_pick=letter_form.opened,
    label="Reader",
    placeholder="number or name",
    create="New reader",
    ready=at.ready,
    form="letter_form",
    clear=at.serial,
    turn=at.turn,
    held=at.pending,
)

card = None
if at.reader_id is not None:
    try:
        card = reader_card.of(con, at.reader_id, today)
    except NotFound as error:
        letter_form.card_problem(error)
        st.rerun()

if not at.is_open:
    st.caption(
        "An exact number opens at once. Otherwise choose with the arrow keys and Enter; "
        "nobody there: Enter goes on to a new reader."
    )
    half_typed.offer("A letter", half_typed.begun(drafts.LETTER), "letter", letter_form.go_on)
else:
    with st.container(key="letter_form"), st.form(at.key("form"), border=False):
        key = at.key
        if at.asked or at.declining:
            with st.container(border=True):
                for warning in at.asked:
                    st.markdown(f":orange[:material/warning:] **{ui.escape(warning.sentence)}**")
                if at.declining and not at.asked:
                    st.markdown("**Why is this request declined?** The letter is kept, with the reason.")
                st.text_input(
                    "Reason", key=key("reason"), value=at.word("reason"), placeholder="why you go on, or why you decline"
                )
                ui.problem("reason")
                letter_form.answers(at)
        whose, fields = st.columns([2, 3], gap="medium")
        with whose:
            if card:
                ui.opened(at.reader_id)
                show_card(card, today)
            else:
                st.markdown("**New reader**")
                number, last, first = st.columns([2, 3, 3])
                number.text_input("Number", value=at.word("number", at.new["number"]), key=key("number"))
                last.text_input("Last name", value=at.word("last_name", at.new["last_name"]), key=key("last_name"))
                first.text_input("First name", value=at.word("first_name", at.new["first_name"]), key=key("first_name"))
                box.one(
                    key("facility"), "facilities", label="Facility", placeholder="name, town or ZIP", add=True,
                    start=next(iter(at.boxed("facility")), None), nonce=at.serial,
                )  # fmt: skip
                ui.problem("facility")
                st.checkbox("This reader has no number", value=at.ticked("without_number"), key=key("without_number"))
                ui.problem("number", number)
                ui.problem("last_name", last)
        with fields, st.container(gap="xsmall"):
            day, subjects = st.columns([1, 3])
            with day:
                st.text_input("Postmark", value=at.word("postmark", at.postmark or dates.written(today)), key=key("postmark"))
                ui.problem("postmark")
            with subjects, st.container(key="letter_fields"):
                box.many(
                    key("subjects"),
                    label="Subjects",
                    options=lists.names(con, "subject"),
                    placeholder="legal, history …",
                    start=at.boxed("subjects"),
                    nonce=at.serial,
                )
                ui.problem("subjects")
            box.many(
                key("titles"),
                label="Titles asked for",
                source="titles",
                free=True,
                placeholder="title or author; Enter keeps it as typed, ↓ takes one of ours",
                start=at.boxed("titles"),
                nonce=at.serial,
            )
            if card is not None and len(card.unconfirmed):
                box.marks(
                    key("marks"),
                    [
                        {
                            "value": int(item.item_id),
                            "label": item.title,
                            "detail": f"{item.number} · {dates.written(item.mailed_on)}",
                        }
                        for item in card.unconfirmed.itertuples()
                    ],
                    MARKS,
                    label="Not confirmed yet — space: arrived, n: did not arrive, s: stopped by the prison",
                    start=at.marks_on(card.unconfirmed["item_id"]),
                    nonce=at.serial,
                )
            work, languages = st.columns([3, 2])
            with work:
                box.many(
                    key("work"),
                    label="Work offered",
                    options=lists.names(con, "work"),
                    placeholder="review, study group …",
                    start=at.boxed("work"),
                    nonce=at.serial,
                )
                ui.problem("work")
            with languages:
                at.usual = entry.usual_languages(con, at.reader_id)
                at.languages = at.boxed("languages", at.usual)
                box.many(
                    key("languages"), label="Languages", options=lists.names(con, "language"), start=at.languages, nonce=at.serial
                )
                ui.problem("languages")
            for row in range(at.enclosures):
                kind, about, its_note = st.columns([2, 3, 3])
                shown = "visible" if row == 0 else "collapsed"
                # With a choice for nothing there is no button to clear it, and so no Tab stop for that.
                kinds = ("", *contributions.KINDS)
                held = at.word(f"kind{row}")
                kind.selectbox(
                    "Enclosed", kinds, index=kinds.index(held) if held in kinds else 0,
                    format_func=lambda kind: kind or "nothing", key=key(f"kind{row}"), label_visibility=shown,
                )  # fmt: skip
                with about:
                    box.one(
                        key(f"about{row}"), "titles", label="about which title" if row == 0 else "", free=True,
                        start=next(iter(at.boxed(f"about{row}")), None), nonce=at.serial,
                    )  # fmt: skip
                its_note.text_input(
                    "its note", value=at.word(f"about_note{row}"), key=key(f"about_note{row}"), label_visibility=shown
                )
            ui.problem("kind0")
            address, note = st.columns(2)
            if card:
                with address:
                    box.one(
                        key("facility"),
                        "facilities",
                        label="New address",
                        placeholder="only if the reader is elsewhere now",
                        start=next(iter(at.boxed("facility")), None),
                        add=True,
                        nonce=at.serial,
                    )
                    ui.problem("facility")
                    if at.renumbered:
                        st.text_input(
                            "New number",
                            value=at.word("new_number"),
                            key=key("new_number"),
                            placeholder="as it is in that system",
                        )
                        ui.problem("new_number")
            note.text_input("Note", value=at.word("note"), key=key("note"))
            asks, save, decline, away = st.columns([3, 3, 2, 2], vertical_alignment="center")
            asks.checkbox("Asks for books", value=at.ticked("asks", True), key=key("asks"))
            save.form_submit_button(
                "Save", key=key("save"), type="primary", shortcut="Ctrl+S", on_click=letter_form.save, args=("save", at.serial)
            )
            decline.form_submit_button("Decline", key=key("decline"), on_click=letter_form.save, args=("decline", at.serial))
            away.form_submit_button(
                "Put away", key=key("away"), on_click=letter_form.leave, help="Close this letter without saving it."
            )
    st.button("Another enclosure", key="more", on_click=letter_form.more, icon=":material/add:", type="tertiary")
    letter_form.keep_typed(at, (card.reader.number or card.reader.name) if card else "a new reader", today)

box.focus(*at.focus)
