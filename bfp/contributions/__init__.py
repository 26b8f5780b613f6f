"""What readers give back: contributions, study groups, joining, work trade.

Knows readers, shelves, places and papers.
"""
