"""What the pages of appeals are made of: their forms, tables and cards.

Knows the kit and any room below; no SQL and no arithmetic here.
"""
