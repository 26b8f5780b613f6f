"""The ground: the database, errors, history, settings, dates, periods, words and measures.

Knows nothing of the program and no noun; everybody may use it.
"""
