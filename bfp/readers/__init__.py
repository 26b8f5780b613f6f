"""The people inside."""
