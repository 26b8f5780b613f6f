"""Names found by likeness: records in, hits out.

Knows nothing: no database, no screen, not even the ground.
"""
