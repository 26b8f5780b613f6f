"""The pieces of the page Papers: the text being edited, and a look at the paper it stands on."""

import streamlit as st

from bfp import ui
from bfp.base import settings
from bfp.base.errors import BfpError
from bfp.papers import paper_texts, typesetting
from bfp.program import paper_samples
from bfp.ui import print_buttons


def key(name: str, language: str) -> str:
    """The field of one text; it starts afresh when the given text comes back."""
    return f"paper_text_{name}_{language}_{st.session_state.get('_paper_version', 0)}"


def save(name: str, language: str) -> None:
    body = ui.fields(key(name, language))[key(name, language)] or ""
    with ui.saving(f"{paper_texts.TEXTS[name].title}, {language}: saved.") as con:
        paper_texts.save(con, name, language, body)


def restore(name: str, language: str) -> None:
    with ui.saving(f"{paper_texts.TEXTS[name].title}, {language}: back to the given text.") as con:
        paper_texts.restore(con, name, language)
    if ui.saved():
        st.session_state["_paper_version"] = st.session_state.get("_paper_version", 0) + 1


def save_wording() -> None:
    wording = " ".join((ui.fields("paper_wording")["paper_wording"] or "").split())
    with ui.saving("The line at the foot of the slip is saved.") as con:
        settings.save(con, invoice_wording=wording)


def show_fields(name: str) -> None:
    """The fields that may stand in a text, and what each of them becomes."""
    fields = paper_texts.FIELDS[name]
    if fields:
        st.caption(
            "Fields, filled in for each paper:  \n" + "  \n".join(f"`{{{field}}}` {says}" for field, says in fields.items())
        )
    else:
        st.caption("This text has no fields.")


def look(name: str, language: str, body: str) -> None:
    """The paper with this text on it, as a picture and as PDF; or the sentence that says what to mend."""
    try:
        data = paper_samples.letter(ui.connection(), name, language, body)
    except BfpError as error:
        st.markdown(f":red[{ui.escape(str(error))}]")
        return
    show(data, "letter_sample", "paper_sample", paper_samples.paper(name))


def show(data: dict, file: str, key: str, paper: str = "mail") -> None:
    """A made-up paper: its pages as pictures, and the PDF."""
    print_buttons.button("PDF", lambda: typesetting.pdf(paper, data), file, f"{key}_pdf")
    for page in typesetting.pictures(paper, data, ppi=100):
        with st.container(border=True):
            st.image(page, width="stretch")
