"""The letter desk: one letter entered whole, the reader's card, a reader as one line of time.

Knows outcomes, mail, contributions, readers and places. A letter is saved whole or not at all.
"""
