"""No cell of any table of strings makes an importer raise or write by halves."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bfp.base import db
from bfp.base.errors import Invalid
from bfp.base.importing import Wish
from bfp.base.tables import lines, sheets
from bfp.program import imports

TODAY = date(2026, 11, 23)
_TELLING = (
    "TX", "Texas", "Alder Unit", "STATEWIDE", "75001", "-999", "n.a.", "no", "x", "5 per month", "NEW ONLY", "9780306406157",
    "[0306406152]", "9.78E+12", '="080442957X"', "~10", "99999999999999", "12,95 €", "1.2.3 kg", "0", "2018", "Dec-18", "43466",
    "31/31/2020", "A", "Kindle", "Vol. 1", "²", "①", "١٢", "٣ lb", "P.O. Box 1, Town, TX 75001", "\n", "'", '"', "=1+1",
    "&#0;", "&#xD800;", "\ufffd", "max 0 books", "1e999", "inf", "nan lb", "$.", "at most 999 books", "(", "[", "\\",
)  # fmt: skip
_CELLS = some.sampled_from(_TELLING) | some.text(max_size=12)
_TABLES = some.lists(some.lists(_CELLS, min_size=20, max_size=20), min_size=1, max_size=4)


@pytest.mark.parametrize("kind", imports.KINDS.values(), ids=lambda kind: kind.word)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=_TABLES, same_name=some.booleans())
def test_no_cell_of_any_table_makes_an_importer_raise_or_write_by_halves(con, kind, table, same_name):
    header = [name.replace("_", " ") for name in kind.columns]
    rows = [
        [("Alder Unit", "TX", *row)[at] if same_name and at < 2 else row[at % 20] for at in range(len(header))] for row in table
    ]
    written = "\n".join(lines.written(row, ",") for row in [header, *rows])
    try:
        sheet = sheets.read(written.encode("utf-8", errors="replace"), kind.words)
    except Invalid:  # no text at all
        return
    columns = dict(zip(kind.columns, sheet.columns, strict=True))
    wish = Wish(tuple(columns.items()), TODAY, "a list", "list.csv", (("state", "TX"), ("add_unmatched", True)))
    try:
        plan = kind.plan(con, sheet, wish, None)
    except Invalid:
        return
    told = plan.table()
    assert len(told) == len(sheet.rows) + len(sheet.broken)
    assert all(row.what in ("new", "changed", "unchanged") or row.why for row in told.itertuples())
    before = db.value(con, "select count(*) from history")
    result = kind.save(con, plan, TODAY)
    assert (result.new, result.changed, len(result.rejected)) == tuple(map(plan.count, ("new", "changed", "rejected")))
    assert bool(result.new + result.changed) == (db.value(con, "select count(*) from history") > before)
    kind.plan(con, sheet, wish, None)  # what was written is no hindrance to the next look
