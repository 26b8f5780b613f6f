"""Letters of appeal: from a template and the record, as Word document and PDF.

Knows the rest of appeals. Templates fill in and never compute; what was sent is kept as it was sent.
"""
