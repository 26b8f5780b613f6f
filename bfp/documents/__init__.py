"""Scans and Word documents, read with care and kept."""
