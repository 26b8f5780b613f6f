"""The people inside.

Knows places and finding. Names and numbers stay in the reader's record and on what is mailed to them.
"""
