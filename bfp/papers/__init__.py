"""Paper: the typesetting library, its layouts, and the texts that stand on them."""
