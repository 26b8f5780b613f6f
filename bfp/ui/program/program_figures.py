"""The parts of the page In numbers: counts by month and place, joining, what followed, replies, donations and money."""

from datetime import date

import pandas as pd
import streamlit as st

from bfp import ui
from bfp.base.charts import MOST_BARS
from bfp.base.dates import written
from bfp.base.db import Connection
from bfp.base.periods import Scope
from bfp.contributions import joining
from bfp.program import program_charts, program_money, program_numbers, program_words
from bfp.supporters import money, money_charts

DOLLARS = st.column_config.NumberColumn(format="dollar")
WHOLE = st.column_config.NumberColumn(format="localized")
MONTH = st.column_config.DateColumn(format="MMM YYYY")


def public() -> bool:
    """Whether what is shown is meant for publication: then small groups are blank."""
    with st.sidebar:
        return st.toggle(
            "For publication", key="numbers_public", bind="query-params", help="Numbers of too few readers are left blank."
        )


def at_a_glance(con: Connection, scope: Scope, hide: bool) -> bool:
    """The totals as cards; says whether there is anything to show."""
    table = program_numbers.counts(con, scope, public=hide)
    if table.empty:
        st.markdown(program_numbers.missing(con, scope))
        return False
    row, each = table.iloc[0], program_numbers.per_reader(table).iloc[0]
    card = {"border": True, "height": "stretch", "delta_color": "off", "delta_arrow": "off"}
    with st.grid(4, min_column_width=150, gap="small", key="numbers_cards"):
        for name in program_words.MEASURES:
            st.metric(_title(name), _number(row[name], name), _below(name, row, each), **card)
    st.caption(
        f"{_sentence(program_words.about(scope))}; as of {written(scope.day)}. Readers: those who wrote, were sent something "
        "or gave something back in this time."
    )
    return True


def counted(con: Connection, scope: Scope, hide: bool) -> None:
    """One number by month, system, facility or language, raw or per reader."""
    first, second, third = st.columns([3, 2, 2], vertical_alignment="bottom")
    with first:
        by = _one_of("By", program_numbers.BY, "numbers_by")
    what = second.selectbox("Show", program_words.MEASURES, key="numbers_what", format_func=_title, index=2)
    each = third.toggle("Per reader", key="numbers_each", help="Divided by the readers of the same part.")
    each = each and what not in ("reviews_per_100", "readers")
    table = program_numbers.counts(con, scope, by, public=hide)
    told = program_numbers.per_reader(table) if each else table
    name = f"{program_words.NAMES[what]}{' per reader' if each else ''}"
    chart = program_charts.by_month(told, what, name) if by == "month" else program_charts.by_name(told, by, what, name)
    shown = program_words.shown(told, by, each)
    least = program_numbers.minimum(con) if hide else None
    line = program_words.says(table, scope, by, what, each, least)
    if by != "month" and len(table) > MOST_BARS:
        line += f" The chart has the first {MOST_BARS} of {len(table):,}; all are in the table."
    ui.figure(
        chart, shown, _file(f"program_by_{by}", hide), ui.escape(line), key=f"numbers_{by}", columns=_columns(shown), missing="",
    )  # fmt: skip


def joined(con: Connection, scope: Scope, hide: bool) -> None:
    """Readers by step of joining on the day, and who went from where to where since the first day of the time."""
    since = min(program_numbers.first_day(con, scope), scope.day)
    table = program_numbers.steps(con, [since, scope.day] if since < scope.day else [scope.day], public=hide)
    n = int(table[scope.day].sum())
    if not n:
        st.markdown("No reader stands at a step of joining on this day: nobody who is still inside has written yet.")
        return
    blank = f" {program_words.HIDDEN.format(program_numbers.minimum(con))}" if hide else ""
    shown = table.rename(columns={day: f"on {written(day)}" for day in (since, scope.day)})
    means = "; ".join(f"{step}: {joining.SAYS[step]}" for step in joining.STEPS)
    ui.figure(
        program_charts.steps(table, scope.day), shown, _file("steps_of_joining", hide),
        f"{n:,} readers by the step they stand at, in all systems: the filters of place don’t count here; without those who are "
        f"released or dead today; as of {written(scope.day)}.{blank}",
        key="numbers_steps", missing="",
    )  # fmt: skip
    st.caption(f"{means[0].upper()}{means[1:]}.")
    _moved(con, since, scope.day, hide, blank)


def _moved(con: Connection, since: date, day: date, hide: bool, blank: str) -> None:
    st.subheader("Movement", anchor=False)
    moved = program_numbers.movement(con, since, day, public=hide)
    if moved.empty:
        st.markdown(f"Nobody went from one step to another between {written(since)} and {written(day)}.")
        return
    ui.figure(
        program_charts.movement(moved), moved.rename(columns={"came_from": "from", "step": "to"}), _file("movement", hide),
        f"{int(moved['readers'].sum()):,} readers who stand elsewhere on {written(day)} than on {written(since)}; who "
        f"stayed is not in it; as of {written(day)}.{blank}",
        key="numbers_moved", missing="",
    )  # fmt: skip


def followed(con: Connection, scope: Scope, hide: bool) -> None:
    """What followed a book within a year: in all, and by month of mailing, system, facility or language."""
    whole = program_numbers.follows(con, scope)
    if whole.empty:
        st.markdown(program_numbers.no_books(con, scope))
        return
    first, second = st.columns([3, 2], vertical_alignment="bottom")
    with first:
        by = _one_of("Books by", program_numbers.BY, "follows_by", usual="system")
    what = second.selectbox("Followed by", program_numbers.FOLLOWS, key="follows_what", format_func=program_words.ENDS.get)
    told = program_numbers.follows(con, scope, public=hide)
    if told[what].notna().all():
        st.markdown(f"**{program_words.in_short(program_numbers.share(told, what), what)}**")
    st.caption(program_words.NO_CAUSE)
    st.caption(program_words.WHOLE_YEAR)
    table = program_numbers.follows(con, scope, by, public=hide)
    least = program_numbers.minimum(con) if hide else None
    shown = program_words.followed(table, by)
    ui.figure(
        program_charts.follows(table, by, what), shown, _file(f"followed_by_{by}", hide),
        ui.escape(program_words.says_followed(table, scope, by, what, least)), key=f"follows_{by}", columns=_columns(shown),
        missing="",
    )  # fmt: skip


def answered(con: Connection, scope: Scope) -> None:
    """What waits for our answer, what is late, and how fast we were."""
    table = program_numbers.replies(con, scope)
    if table.empty:
        st.markdown("Nothing that needs an answer has come yet.")
        return
    shown = program_words.replies(table)
    looks = {"oldest of": st.column_config.DateColumn(format="D MMM YYYY")}
    st.dataframe(shown, hide_index=True, key="numbers_replies", column_config=_columns(shown) | looks, placeholder="")
    ui.csv(shown, "replies", "numbers_replies_csv")
    st.caption(ui.escape(program_words.says_replies(con, table, scope)))


def given(con: Connection, scope: Scope) -> None:
    """Donations, money, what things cost and how long the money lasts."""
    found = program_money.of(con, scope)
    st.caption("Of the whole program, whatever place is chosen: money and donated books go to no facility.")
    if found.nothing:
        st.markdown("No donation and no money was entered in this time. Enter them under Donations and Money.")
        return
    st.markdown(ui.escape(f"{program_money.donations(found)} {program_money.in_words(found)}"))
    st.markdown(ui.escape(program_money.lasting(found)))
    if found.months[["gift_cents", "expense_cents"]].to_numpy().any():
        ui.figure(
            money_charts.by_month(found.months), money_charts.shown(found.months), "money_by_month",
            ui.escape(
                f"{money.written(found.came_cents)} in and {money.written(found.went_cents)} out by month; the line is what was "
                f"left at each month’s end; as of {written(scope.day)}."
            ),
            key="numbers_money",
            columns={"month": MONTH} | {name: DOLLARS for name in ("came in", "went out", "left")},
        )  # fmt: skip
    st.subheader("Cost of one", anchor=False)
    shown = program_money.costs_shown(found)
    st.dataframe(shown, hide_index=True, key="numbers_costs", column_config=_columns(shown))
    ui.csv(shown, "cost_of_one", "numbers_costs_csv")
    st.caption(ui.escape(f"{found.costs.basis[0].upper()}{found.costs.basis[1:]}. All expenses count, whatever they were for."))


def _one_of(label: str, choices: tuple[str, ...], key: str, usual: str = "month") -> str:
    return st.segmented_control(
        label, choices, default=usual, key=key, format_func=str.capitalize, label_visibility="collapsed", required=True
    )


def _columns(table: pd.DataFrame) -> dict:
    percent = st.column_config.NumberColumn(format="%.2f %%")
    shares = {name: percent for name in table if name.endswith(("%", "95 % from", "95 % to"))}
    numbers = {name: WHOLE for name in table.select_dtypes("number") if name not in shares}
    return numbers | shares | ({"month": MONTH} if "month" in table else {})


def _below(name: str, row: pd.Series, each: pd.Series) -> str | None:
    """What stands under the number of a card: per reader, or of how many books."""
    if name == "reviews_per_100":
        return f"n {row['books']:,.0f} books" if row["books"] == row["books"] else None
    if name in ("readers", "late") or each[name] != each[name]:
        return None
    return f"{each[name]:.2f} a reader"


def _file(name: str, hide: bool) -> str:
    return f"{name}_public" if hide else name


def _sentence(words: str) -> str:
    return ui.escape(words[:1].upper() + words[1:])


def _title(name: str) -> str:
    return program_words.NAMES[name][0].upper() + program_words.NAMES[name][1:]


def _number(number: float, name: str) -> str:
    if number != number:
        return "—"
    return f"{number:,.1f}" if name == "reviews_per_100" else f"{int(number):,}"
