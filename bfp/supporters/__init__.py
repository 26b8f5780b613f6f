"""Who gives books and money: supporters, donations, the ledger of money.

Knows shelves, readers, places and papers. Money is in cents and is corrected by counter-entries.
"""
