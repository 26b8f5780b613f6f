"""Letters of appeal, from a template and the record."""
