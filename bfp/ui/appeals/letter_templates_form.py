"""Templates of letters on the page Appeal rules: the one in force to download, an edited one to put in its place."""

import streamlit as st

from bfp import ui
from bfp.appeals.letters import letter_fields, letter_templates
from bfp.base.db import Connection
from bfp.documents import documents, docx_opening
from bfp.ui import form


def show(con: Connection) -> None:
    """Each kind of letter with its template."""
    st.markdown(f":orange[:material/warning:] {letter_templates.TO_CHECK}")
    st.caption(
        "A template is a Word document with fields such as {{ facility }}. Download it, change it in a word processor, save it "
        "as .docx, and put it in place. What is unknown when a letter is made leaves a line to fill in by hand."
    )
    origins = letter_templates.origins(con)
    for kind, about in letter_templates.KINDS.items():
        _kind(con, kind, about, origins[kind])
    with st.expander("The fields", key="template_fields"):
        _fields()


def _kind(con: Connection, kind: str, about: letter_templates.Kind, origin: str) -> None:
    key = f"template_{list(letter_templates.KINDS).index(kind)}"
    own = origin != "the given one"
    with st.container(border=True, key=key):
        st.markdown(f"**{ui.escape(about.title)}**  \n{ui.escape(about.says)} :gray[In force: {ui.escape(origin)}.]")
        with st.container(horizontal=True):
            ui.download(
                "Download", data=lambda: letter_templates.in_force(con, kind).content,
                file_name=letter_templates.Template(kind, b"", None, "").file_name, mime=documents.MIMES["docx"],
                key=f"{key}_download",
            )  # fmt: skip
            with st.popover("Put an edited one in place", key=f"{key}_new"):
                prefix = form.key(key)
                box = f"{prefix}_file"
                most = docx_opening.MOST_MEGABYTES
                st.file_uploader(f"The template, .docx, at most {most} MB", ["docx"], key=box, max_upload_size=most)
                st.button("Put it in place", key=f"{key}_save", on_click=_save, args=(kind, prefix))
            if own:
                with st.popover("Back to the given one", key=f"{key}_given"):
                    st.caption("The program’s own is then gone: download it first, to keep it.")
                    st.button("Go back", key=f"{key}_restore", on_click=_restore, args=(kind, form.key(key)))
        form.problem("template", form.key(key))


def _fields() -> None:
    lines = ["**Fields**", *(f"- `{{{{ {name} }}}}` {says}" for name, says in letter_fields.FIELDS.items())]
    lines += ["", "**Lists**"]
    for name, inside in letter_fields.LISTS.items():
        lines.append(f"- `{name}` {letter_fields.LIST_SAYS[name]}")
        lines += [f"    - `{{{{ one.{part} }}}}` {says}" for part, says in inside.items()]
    st.markdown("\n".join(lines))
    st.markdown(
        "A list is written with a paragraph before it, `{%p for one in incidents %}`, and one after it, `{%p endfor %}`. The "
        "pages of an item: `{%p for page in one.pages %}`. What stands only if something is known: `{%p if official %}` … "
        "`{%p endif %}`. Rows of a table: `{%tr for one in incidents %}` … `{%tr endfor %}`."
    )


@form.callback
def _save(kind: str, at: str) -> str | None:
    file, today = st.session_state.get(f"{at}_file"), ui.today()
    if file is None:
        return "Choose the file first."
    content, name = file.getvalue(), file.name
    with form.ahead(at):
        letter_templates.check(content, name)
    with form.once(at, "In force from now on. Letters that were made stay as they are.") as con:
        letter_templates.save(con, kind, content, name, today)
    return None


@form.callback
def _restore(kind: str, at: str) -> None:
    with form.once(at, "The given one is in force again.") as con:
        letter_templates.restore(con, kind)
