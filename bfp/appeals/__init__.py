"""Appeals, their rules, deadlines, contacts, arguments and board; the letters are in `letters`.

Knows incidents, censorship, mail, places, papers, documents and stats. Deadlines are data, and a person checks them.
"""
