"""The tables as they stand, as text; `PYTHONPATH=.:tests python -m written_schema` prints what belongs into golden/schema.sql."""

from bfp.base import db
from bfp.base.db import Connection
from bfp.schema import migrations

TABLES = "select table_name as name from duckdb_tables() where not internal order by name"
COLUMNS = """
    select lower(data_type) as type, column_name as name, is_nullable as nullable, column_default as otherwise
    from duckdb_columns()
    where table_name = $table and not internal
    order by column_index
"""
CONSTRAINTS = """
    select constraint_text as text from duckdb_constraints()
    where table_name = $table and constraint_type <> 'NOT NULL'
    order by constraint_index
"""
OTHERS = """
    select 'sequence ' || sequence_name || ';' as text from duckdb_sequences()
    union all select sql from duckdb_views() where not internal
    union all select sql from duckdb_indexes()
    union all
    select 'macro ' || function_name || '(' || array_to_string(parameters, ', ') || ') as ' || macro_definition || ';'
    from duckdb_functions()
    where not internal
    order by text
"""


def written(con: Connection) -> str:
    """Every table with its columns, types and constraints, then sequences, views, indexes and macros; one to a line."""
    parts = [_table(con, row["name"]) for row in db.rows(con, TABLES)]
    return "\n\n".join([*parts, "\n".join(row["text"].strip() for row in db.rows(con, OTHERS))]) + "\n"


def _table(con: Connection, name: str) -> str:
    lines = []
    for column in db.rows(con, COLUMNS, table=name):
        needed = "" if column["nullable"] else " not null"
        otherwise = f" default {column['otherwise']}" if column["otherwise"] else ""
        lines.append(f"    {column['name']} {column['type']}{needed}{otherwise}")
    lines += [f"    {row['text']}" for row in db.rows(con, CONSTRAINTS, table=name)]
    return f"table {name} (\n" + ",\n".join(lines) + "\n);"


if __name__ == "__main__":
    made = db.connect()
    migrations.migrate(made)
    print(written(made), end="")
