"""How the program stands today: what to do by when, the month so far, and what became of the mail, in sentences and in bars."""

import streamlit as st

from bfp import nightwatch, ui
from bfp.base import charts
from bfp.censorship import outcome_reports
from bfp.program import in_sentences, overview_report
from bfp.ui import reporting
from bfp.ui.censorship import censorship_desk

today = ui.today()
con = ui.connection()
steps = overview_report.first_steps(con)


def first_run() -> None:
    """What to do first, in order; what is done is ticked, and the next step has the green button."""
    st.subheader("Welcome. Three things to do first", anchor=False)
    for step in steps.in_order:
        with st.container(border=True):
            st.markdown(f"**{step.number}. {step.title}**" + (" :material/check: done" if step.done else ""))
            st.caption(step.why)
            if st.button(step.button, key=f"first_{step.page}", type="primary" if step.next else "secondary"):
                ui.go(step.page)


def desk(now: overview_report.Today) -> None:
    """What needs doing, by when, each leading to its page."""
    if not now.tasks:
        st.markdown("**Today** nothing is overdue, nothing is short.")
    for when, tasks in now.by_urgency.items():
        name, beside = st.columns([1, 8], gap="small", vertical_alignment="top")
        name.markdown(f"**{when}**")
        with beside.container(horizontal=True, gap="small", key=f"today_{when.replace(' ', '_')}"):
            for sentence, page, where in tasks:
                reporting.task(sentence, page, where)


def numbers(now: overview_report.Today, known: overview_report.Known) -> None:
    """The queue, this month against the months before, and how much is known."""
    activity = overview_report.activity_by_month(con, today)
    card = {"delta_color": "off", "border": True, "height": "stretch"}
    with st.grid(5, min_column_width=150, gap="small", key="numbers"):
        st.metric("Requests waiting", f"{now.waiting:,}", now.oldest, delta_arrow="off", **card)
        for work in activity:
            title, bars = f"{work.what.capitalize()} this month", {"chart_data": work.months, "chart_type": "bar"}
            st.metric(title, f"{work.this_month:,}", work.change, **bars, **card)
        st.metric("Known outcomes", known.share, known.unconfirmed, delta_arrow="off", **card)
    st.caption(overview_report.says_activity(activity, known))


ui.page("Overview", "How the program stands today, and what to do next.")
if warning := nightwatch.warning(con):
    st.markdown(f":red[:material/warning: {ui.escape(warning)}]")
if not steps.done:
    first_run()
if not steps.nothing_to_show:
    censorship_desk.look_once_a_day(con, today)
    now = overview_report.today(con, today)
    mail = outcome_reports.scope(con, today, period_name=overview_report.MONTHS_CHARTED)
    months = outcome_reports.outcomes(con, mail, "month")
    desk(now)
    numbers(now, overview_report.known(months, mail))
    st.subheader("What became of what we mailed", anchor=False)
    st.markdown(ui.escape("  \n".join(in_sentences.told(con, today))))
    if months.empty:
        st.markdown(outcome_reports.missing(con, mail))
    else:
        ui.figure(
            ui.drawn(charts.outcomes_by_month, months), outcome_reports.shown(months), "items_by_month",
            outcome_reports.says(months, mail, "by month of mailing"), key="overview_months", columns=reporting.in_words(),
        )  # fmt: skip
    st.subheader("Age of the queue", anchor=False)
    if now.waiting:
        ages = overview_report.waiting_by_age(con, today)
        ui.figure(
            ui.drawn(charts.queue, ages), overview_report.shown_ages(ages), "requests_by_age",
            overview_report.says_waiting(now, today), key="overview_queue",
        )  # fmt: skip
    else:
        st.markdown("No book request is waiting.")
