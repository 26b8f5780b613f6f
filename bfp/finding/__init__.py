"""Names found by likeness. Records in, hits out: no database, no screen."""
