"""From the queue to the parcel: sessions, the table, promised copies, matching, pull and pick lists.

Knows incidents, mail, shelves, places, papers and finding. Two packers never promise the same last copy.
"""
