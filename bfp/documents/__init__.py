"""Scans and Word files, opened with care and kept in the database.

Knows the ground only. What strangers send is read with limits and taken for what it is, not for what its name says.
"""
