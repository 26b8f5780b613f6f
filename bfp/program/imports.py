"""What can be brought in from a file: the one registry of its kinds, for the page and the command line."""

from bfp.base.importing import Kind
from bfp.base.tables.columns import holds, people
from bfp.base.tables.sheets import Sheet
from bfp.moving import import_letters, import_readers, import_shipments
from bfp.places import import_facilities, import_restrictions
from bfp.shelves import import_disapproved, import_titles

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        import_facilities, import_restrictions, import_titles, import_readers, import_letters, import_shipments,
        import_disapproved,
    )
}  # fmt: skip
WORDS = frozenset(word for kind in KINDS.values() for word in kind.words)  # a line of them is a header


def proposed(sheet: Sheet) -> str | None:
    """The kind that a file is of, where it has a column that no other kind has, and the most columns; None says nobody knows."""
    if people(sheet.columns):
        return None
    counts = {}
    for name, kind in KINDS.items():
        others = frozenset(word for other in KINDS.values() if other is not kind for word in other.words)
        own = kind.words - others
        found = {field: column for field, column in kind.recognised(sheet).items() if column}
        if set(kind.needed) <= found.keys() and any(holds(column, word) for column in found.values() for word in own):
            counts[name] = len(found)
    return max(counts, key=lambda name: counts[name], default=None)
