"""Titles, copies, wishes, and the lists of what states' reviewers disapprove.

Knows places and finding. Stock is a ledger: a movement for each change, with a reason; the count stands beside it.
"""
