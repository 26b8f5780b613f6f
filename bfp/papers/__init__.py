"""Paper: the typesetting library, its layouts, and the texts that stand on them.

Knows the ground only. What people wrote goes into a layout as data, never as an instruction.
"""
