"""One title: what it is, its copies, where it was sent, and all that changed."""

import streamlit as st

from bfp import ui
from bfp.base import history, isbn, measures
from bfp.base.errors import BfpError
from bfp.shelves import stock, titles
from bfp.ui.shelves import copies_form, title_page

con = ui.connection()
title_id = ui.number("title")
try:
    title = titles.get(con, title_id) if title_id is not None else None
except BfpError as error:
    title, problem = None, str(error)
else:
    problem = "Choose a title on the Stock page."
if title is None:
    ui.page("Title", problem, narrow=True)
    if st.button("Stock", key="to_stock", type="primary"):
        ui.go("stock")
    st.stop()

about = (
    title.author, title.kind, title.binding, title.language, titles.CLASSES[title.literature_class], ", ".join(title.subjects),
    isbn.written(title.isbn), measures.written_weight(title.weight_oz), measures.written_dollars(title.price_cents),
)  # fmt: skip
ui.page(title.name, " · ".join(part for part in about if part), narrow=True)
title_page.summary(title)
title_page.on_lists(con, title)

copies, details, sent, reviewed, changes = st.tabs(["Copies", "Details", "Sent", "Reviews", "History"])
with copies:
    copies_form.show(title, start="receive")
    title_page.ledger(stock.movements(con, title.id))
with details:
    title_page.details(con, title)
with sent:
    where = stock.sent(con, title.id)
    ui.rows(
        where, "sent", "No copy was mailed yet.",
        facility="Facility", sent="Sent", received="Received", censored="Censored", returned="Returned",
        no_reason="No reason given", unconfirmed="Unconfirmed", last_on="Last mailed",
    )  # fmt: skip
    if len(where):
        st.caption("Copies by facility. Unconfirmed is not received: nothing was heard of it yet.")
        ui.csv(where.drop(columns="id"), f"where {title.name} was sent", "sent_csv")
with reviewed:
    opened = title_page.said(con, title)
    if opened is not None:
        ui.go("contribution", contribution=opened)
with changes:
    ui.rows(
        history.of(con, "title", title.id), "changes", "No change on file.",
        saved_at="When", volunteer="Who", action="What", what="Change", reason="Why",
    )  # fmt: skip
