"""What the pages of outcomes are made of: their forms, tables and cards.

Knows the kit and any room below; no SQL and no arithmetic here.
"""
