"""What the pages of accounts are made of: who works here, as what, and who is signed in.

Knows the kit and any room below; no SQL and no arithmetic here.
"""
