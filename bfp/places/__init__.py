"""Systems, facilities and their restrictions.

Knows finding. A restriction has a date, a text and a source; a facility is never deleted, only merged or closed.
"""
