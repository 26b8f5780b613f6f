"""A program's past, from its spreadsheets: readers, letters, shipments with what became of them; each import can be undone.

History moves no stock, opens no request and prints no postage. Columns are worked on whole, never row by row.
Knows mail, shelves, readers, places and finding.
"""
