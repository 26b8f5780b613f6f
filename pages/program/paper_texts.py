"""The texts on papers: what stands in the letter to a reader, in each language, and at the foot of the slip."""

import streamlit as st

from bfp import ui
from bfp.base import settings
from bfp.mail import labels, paper_checks
from bfp.papers import paper_texts
from bfp.program import paper_samples
from bfp.ui import print_buttons
from bfp.ui.program import paper_texts_desk

con = ui.connection()
ui.page("Papers", "What stands on the papers that go to readers and supporters. Change a text, look at the paper, save.")
print_buttons.say(paper_checks.of_program(con))

tabs = st.tabs(["Letters", "Slip", "Labels"], key="paper_tabs", on_change="rerun")
with tabs[0]:
    if tabs[0].open:
        write, look = st.columns([1, 1], gap="large")
        with write:
            left, right = st.columns(2)
            name = left.selectbox(
                "Text", list(paper_texts.TEXTS), key="paper_name", format_func=lambda one: paper_texts.TEXTS[one].title
            )
            language = right.selectbox("Language", paper_texts.languages(con), key="paper_language")
            key = paper_texts_desk.key(name, language)
            st.caption(ui.escape(paper_texts.TEXTS[name].says))
            # A form: its buttons take along what was typed a moment before, also by Ctrl+S.
            with st.form(f"{key}_form", border=False):
                body = st.text_area(
                    "The text", paper_texts.get(con, name, language), key=key, height=420, persist_state="session"
                )
                ui.problem("body")
                with st.container(horizontal=True):
                    st.form_submit_button(
                        "Save", key="paper_save", type="primary", shortcut="Ctrl+S", on_click=paper_texts_desk.save,
                        args=(name, language),
                    )  # fmt: skip
                    st.form_submit_button("Look at it", key="paper_look", help="The paper with the text as it stands here.")
                    if paper_texts.is_own(con, name, language):
                        st.form_submit_button(
                            "Back to the given text", key="paper_restore", on_click=paper_texts_desk.restore,
                            args=(name, language),
                        )  # fmt: skip
            paper_texts_desk.show_fields(name)
        with look:
            paper_texts_desk.look(name, language, body or "")
with tabs[1]:
    if tabs[1].open:
        write, look = st.columns([1, 1], gap="large")
        with write, st.form("paper_wording_form", border=False):
            st.text_input(
                "At the foot of every slip", settings.load(con).invoice_wording, key="paper_wording", placeholder="Paid in full"
            )
            st.form_submit_button(
                "Save", key="paper_wording_save", type="primary", shortcut="Ctrl+S", on_click=paper_texts_desk.save_wording
            )
        with look:
            paper_texts_desk.show(paper_samples.slip(con), "slip_sample", "paper_slip")
with tabs[2]:
    if tabs[2].open:
        write, look = st.columns([1, 1], gap="large")
        with write:
            sheet = st.selectbox("Sheet", list(labels.SHEETS), key="paper_sheet")
            st.caption("Print the PDF on plain paper at 100 %, not fitted to the page, and hold it against your labels.")
        with look:
            paper_texts_desk.show(paper_samples.label_sheet(con, sheet), "labels_to_try", "paper_labels")
