"""Tables as people have them: any encoding, any delimiter, spreadsheets; their rows as text, their columns by any name.

Knows no kind of list. What can't be read costs the row it stands in, and is told with its line.
"""
