"""The command line, a group of commands a module: records, keeping, looking; what they share is in `common`.

Each command reads its arguments, opens the database, calls one verb, and says what it did in a line.
Knows every room.
"""
