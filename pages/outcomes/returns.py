"""What became of the mail: a stack of parcels that came back, a notice, a delivery record."""

import streamlit as st

from bfp import ui
from bfp.base import dates, lists
from bfp.base.errors import BfpError
from bfp.mail import shipments
from bfp.outcomes import outcomes, returned_parcels
from bfp.readers import readers
from bfp.ui.outcomes import returns_desk

con, today = ui.connection(), ui.today()
at = returns_desk.desk()
reasons = st.session_state["returns_reason_ids"] = lists.names(con, "reason")
returns_desk.tidy()
st.session_state.setdefault("returns_how", outcomes.LEARNED_HOW[2])

told = ui.board().text
ui.page(
    "Returns",
    "Type or scan a parcel’s number and Enter; type one key for what became of it and Enter; then the next.",
    narrow=True,
)
with st.container(horizontal=True, vertical_alignment="center"):
    if at.told:
        before = f" Before that: {ui.escape(at.last.sentence)}" if at.last and not at.alone else ""
        st.markdown(f":green[:material/check:] **{ui.escape(at.told)}**{before}", width="stretch")
    elif at.last:
        more = f", {at.followed.sentence}" if at.followed else ""
        st.markdown(f":green[:material/check:] Last saved: **{ui.escape(at.last.sentence + more)}**", width="stretch")
    else:
        st.caption("Nothing saved yet at this sitting.", width="stretch")
    done = at.last or at.alone
    st.button("Undo", key="returns_undo", on_click=returns_desk.undo, type="tertiary", icon=":material/undo:", disabled=not done)

returns_desk.WAYS.listen()
with st.form("returns_form", border=False):
    field, save = st.columns([5, 1], vertical_alignment="bottom")
    field.text_input(
        "Shipment number or reader", key=returns_desk.BOX, placeholder="4821-7, or a reader's number or name", autocomplete="off"
    )
    save.form_submit_button(
        "Save" if at.shipment_id else "Open", key="returns_save", type="primary", on_click=returns_desk.WAYS.enter,
        width="stretch",
    )  # fmt: skip
missed = [one.sentence for one in at.missed]
if missed and missed != [told]:
    with st.container(horizontal=True, vertical_alignment="center"):
        of = [f"{shipments.number(one.shipment_id)}: " if one.shipment_id else "" for one in at.missed]
        said = "  \n".join(ui.escape(number + sentence) for number, sentence in zip(of, missed, strict=True))
        st.markdown(f":red[**Not saved, still to mend:**]  \n{said}", width="stretch")
        st.button("Put away", key="returns_put_away", on_click=returns_desk.put_away, type="tertiary")

if at.shipment_id is not None:
    try:
        shipment = shipments.standing(con, at.shipment_id)
        reader = readers.get(con, shipment.reader_id)
        who = f"{reader.name} · {reader.number or 'no number'}"
    except BfpError as error:
        ui.refuse(error)
        at.shipment_id = None
        st.rerun()
    items = list(returned_parcels.contents(con, shipment.id).itertuples())
    st.subheader(f"{shipment.number}  ·  {ui.escape(who)}", anchor=False)
    st.caption(ui.escape(f"mailed {dates.written(shipment.mailed_on)} to {shipment.facility} · {shipment.mail_class}"))
    for number, item in enumerate(items, start=1):
        copies = f" × {item.quantity}" if item.quantity > 1 else ""
        st.markdown(f"**{number}** {ui.escape(item.title)}{copies} · :gray[{ui.escape(returned_parcels.known(item))}]")
    st.pills(
        "Outcome: type the letter in the box and Enter, or choose here and save",
        list(returned_parcels.KEYS),
        format_func=lambda key: f"**{key}** {returned_parcels.key_says(key)}",
        key="returns_choice",
    )
    if len(items) > 1:
        labels = [f"{number} {item.title}" for number, item in enumerate(items, start=1)]
        st.multiselect("Which items", labels, key=f"returns_items_{at.shipment_id}", placeholder="all of them")
        rest = "x" if st.session_state["returns_how"] == outcomes.LEARNED_HOW[2] else "r"
        st.caption(
            "With the keyboard: **m** for all, **c 1 3** for the first and the third, "
            f"**c 1 {rest}** for the first and all others."
        )
    st.caption(f"After the key: {returned_parcels.signs_say()}.")

if at.choices:
    st.markdown(f"**{ui.escape(at.asked)}**")
    with st.container(gap=None):
        for index, choice in enumerate(at.choices):
            label = f"**{index + 1}**  {ui.escape(choice['label'])}"
            st.button(label, key=f"returns_choice_{index}", on_click=returns_desk.choose, args=(index,), type="tertiary")

if at.shipment_id is not None:
    with st.expander("Stated reason, notice, dates, note", expanded=True):
        st.text_area(
            "Stated reason, word for word",
            key="returns_stated",
            height=68,
            placeholder="what the prison wrote on the notice or the parcel",
        )
        ui.problem("stated_reason")
        st.multiselect(
            "Categories of reason", list(reasons.values()), key="returns_reasons", placeholder="for censored items; several"
        )
        ui.problem("reasons")
        happened, notice = st.columns(2)
        with happened:
            st.text_input("Happened on", key="returns_happened", placeholder="if known")
            ui.problem("happened_on")
        with notice:
            st.text_input("Date of the notice", key="returns_notice", placeholder="14 Nov 2026 or 11/14")
            ui.problem("notice_on")
        st.text_input("Note", key="returns_note")
        enclosed, doubt = st.columns(2)
        with enclosed:
            st.checkbox("A notice was enclosed (!)", key="returns_enclosed")
            ui.problem("notice_enclosed")
        doubt.checkbox(
            "We doubt this return (?)",
            key="returns_disputed",
            help="For example “discharged”, said of somebody who is not up for parole for twenty years.",
        )
elif not at.choices:
    st.caption(f"Keys, once a parcel is open: {returned_parcels.keys_say()}. After the key: {returned_parcels.signs_say()}.")

# Below the parcel in hand: what follows from those before it may wait, and there may be many.
for index, offer in enumerate(at.offers):
    with st.container(horizontal=True, vertical_alignment="center", key=f"returns_offer_{index}"):
        st.markdown(ui.escape(offer.sentence), width="stretch")
        first = offer.does and not any(one.does for one in at.offers[:index])
        if offer.does:
            st.button(
                ui.escape(offer.label),
                key=f"returns_follow_{index}",
                on_click=returns_desk.follow,
                args=(index,),
                help="Or type y in the box and Enter." if first and at.shipment_id is None else None,
            )
        away = "Leave it" if offer.does else "Seen"
        st.button(away, key=f"returns_leave_{index}", on_click=returns_desk.leave, args=(index,), type="tertiary")
if at.shipment_id is None and any(offer.does for offer in at.offers):
    st.caption("None of this happens by itself: **y** and Enter does the first.")

st.markdown("**The same for the whole stack**")
how, learned, back = st.columns([2, 2, 2], vertical_alignment="bottom")
with how:
    st.selectbox("How we know", outcomes.LEARNED_HOW, key="returns_how")
    ui.problem("learned_how")
with learned:
    st.text_input("Known since", key="returns_learned", placeholder="today")
    ui.problem("learned_on")
with back:
    st.checkbox("Books back to the shelf", key="returns_back")
    ui.problem("back_to_stock")
