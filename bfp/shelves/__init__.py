"""Titles, copies, and the lists of what states disapprove."""
