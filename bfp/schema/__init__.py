"""The tables, as steps in one order: a step is added at the end and never edited.

Knows the ground only.
"""
