"""The tables as they stand: a change of them is seen in the diff of golden/schema.sql."""

from builders import golden
from written_schema import written


def test_the_tables_are_those_that_were_reviewed(con):
    assert written(con) == golden("schema.sql"), "write it anew with written_schema, and look at the diff"


def test_a_column_a_table_and_a_rule_more_would_be_seen(con):
    con.execute("create table shelf (name varchar check (name <> 'lost'), copies integer not null default 1)")
    con.execute("alter table setting add column since date")
    con.execute("create macro doubled(n) as 2 * n")
    added = [line.strip(" ,") for line in written(con).splitlines() if line not in golden("schema.sql").splitlines()]
    assert {"table shelf (", "copies integer not null default 1", "since date"} <= set(added)
    assert any(line.startswith("CHECK") and "lost" in line for line in added) and any("doubled(n)" in line for line in added)
