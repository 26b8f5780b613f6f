"""The tables, as steps in one order: a step is added at the end and never edited.

A step is SQL in sql/<step>.sql; what SQL can't say stands beside it in Python. Knows the ground only.
"""
