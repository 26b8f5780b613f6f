"""Unconfirmed-mail forms: who to ask, what to print and mail, and what comes back ticked."""

import streamlit as st

from bfp import ui
from bfp.base.errors import BfpError
from bfp.ui.outcomes import umf_desk, umf_view, umf_views

con, today = ui.connection(), ui.today()
at = umf_desk.desk()
umf_desk.tidy()
# Set anew in every run: what is not drawn while a form is open would be forgotten.
st.session_state["forms_how_many"] = st.session_state.get("forms_how_many", "20")
st.session_state["forms_view"] = st.session_state.get("forms_view") or umf_desk.ASK

ui.page("Forms", "Ask readers what became of mail that nobody has told of, and enter what they ticked.", narrow=True)
with st.container(horizontal=True, vertical_alignment="center"):
    if at.told:
        st.markdown(f":green[:material/check:] **{ui.escape(at.told)}**", width="stretch")
    elif at.last:
        st.markdown(f":green[:material/check:] Last saved: **{ui.escape(at.last.sentence)}**", width="stretch")
    else:
        st.caption("Nothing saved yet at this sitting.", width="stretch")
    st.button("Undo", key="forms_undo", on_click=umf_desk.undo, type="tertiary", icon=":material/undo:", disabled=not at.last)

umf_desk.WAYS.listen()
entry, back = st.columns([5, 2], vertical_alignment="bottom")
with entry, st.form("forms_form", border=False):
    field, save = st.columns([4, 1], vertical_alignment="bottom")
    field.text_input("A form that came back", key=umf_desk.BOX, placeholder="scan it, or type U-12-3", autocomplete="off")
    save.form_submit_button(
        "Save" if at.umf_id else "Open", key="forms_save", type="primary", on_click=umf_desk.WAYS.enter, width="stretch"
    )
# Outside of the form: Enter in the box goes past the form, and would leave behind what was typed in it.
back.text_input("Came back on", key="forms_learned", placeholder="today")
ui.problem("learned_on")
st.caption(
    "Enter, then what is ticked: **r** it came · **c** the prison stopped it · **n** it did not come. "
    "**r** alone for all, **r 1 3 c 2** for some; a line without a tick stays unconfirmed; **0** if nothing is ticked."
)

if at.umf_id is not None:
    try:
        umf_view.show(at.umf_id)
    except BfpError as error:
        ui.refuse(error)
        at.umf_id = None
        st.rerun()
    st.stop()

view = st.segmented_control("View", umf_desk.VIEWS, key="forms_view", label_visibility="collapsed", required=True)
if view == umf_desk.PRINTED:
    umf_views.printed(con)
elif view == umf_desk.TAUGHT:
    umf_views.taught(con)
elif view == umf_desk.UNCONFIRMED:
    umf_views.unconfirmed(con, today)
else:
    umf_views.who_to_ask(con, today)
