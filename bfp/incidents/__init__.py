"""What was stopped, one by one: the stated reason in their words, the notice, what worked before.

Knows outcomes, mail, readers, shelves and places.
"""
