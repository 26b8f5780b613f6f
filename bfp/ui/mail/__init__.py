"""What the pages of mail are made of: their forms, tables and cards.

Knows the kit and any room below; no SQL and no arithmetic here.
"""
