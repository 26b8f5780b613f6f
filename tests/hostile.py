"""A program in which every text that a person or a stranger may have written is made to harm, and where it shows on a page."""

import contextlib
from collections.abc import Iterator
from typing import Any

import duckdb
from google.protobuf.message import Message

EVIL = "![x](http://evil.example/p.png) <img src=x onerror=alert(1)> :red[x] $x$ [a](javascript:alert(2)) =cmd|x"
# Columns whose words are the program's own (kinds, states, keys): it reads them back, and nobody types them.
OURS = [
    "action", "binding", "changes", "condition", "consent", "counted_from", "decision", "digest", "entity", "fate", "form",
    "html", "key", "kind", "learned_how", "level", "list", "literature_class", "made_by", "mail_class", "mail_state", "name_key",
    "notified",
    "outcome", "return_reason", "role", "scope", "source_kind", "state", "status", "step", "value", "way", "who",
]  # fmt: skip
# What Streamlit takes for Markdown; in the options of a box, in tables of data and in placeholders text is text.
MARKDOWN = {
    "Markdown": ("body", "help"), "Heading": ("body", "help"), "Alert": ("body",), "Toast": ("body",), "Spinner": ("text",),
    "Progress": ("text",), "Radio": ("label", "help", "options", "captions"), "Option": ("content",),
    "Metric": ("label", "help", "body", "delta"), "Expandable": ("label",), "Tab": ("label",), "Popover": ("label", "help"),
}  # fmt: skip
LABELS = ("label", "help")  # of every other widget


def spoil(con: Any) -> list[str]:
    """Put EVIL behind a number into every text column in which people's words stand; gives those that took it."""
    sql = """
        select table_name, column_name from duckdb_columns()
        where data_type = 'VARCHAR' and not internal and not column_name in (select unnest($ours))
            and table_name in (select table_name from duckdb_tables() where table_name not in ('setting', 'schema_migration'))
        order by all
    """
    spoilt = []
    for table, column in con.execute(sql, {"ours": OURS}).fetchall():
        said = f"\"{column}\" <> '' or '{column}' in ('note', 'notes', 'text')"
        with contextlib.suppress(duckdb.Error):  # words of ours in a column that else holds people's, or a rule of length
            con.execute(f'update "{table}" set "{column}" = $evil || rowid where {said}', {"evil": EVIL})
            spoilt.append(f"{table}.{column}")
    return spoilt


def live(message: Message) -> Iterator[str]:
    """Text of EVIL that a part of a page would take for Markdown: where it stands, and the text."""
    kind = message.DESCRIPTOR.name
    for field, value in message.ListFields():
        if field.message_type:
            for part in value if field.is_repeated else (value,):
                if not field.message_type.GetOptions().map_entry:
                    yield from live(part)
        elif field.name in MARKDOWN.get(kind, LABELS):
            for text in [value] if isinstance(value, str) else value if field.is_repeated else []:
                if "![x](" in text or ":red[x]" in text or "[a](" in text or "$x$" in text:
                    yield f"{kind}.{field.name}: {text[:120]}"
