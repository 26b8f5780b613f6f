"""What can be brought in from a file: the one registry of its kinds, for the page and the command line."""

from bfp.base.importing import Kind
from bfp.places import import_facilities, import_restrictions
from bfp.shelves import import_disapproved, import_titles

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (import_facilities, import_restrictions, import_titles, import_disapproved)
}
WORDS = frozenset(word for kind in KINDS.values() for word in kind.words)  # a line of them is a header
