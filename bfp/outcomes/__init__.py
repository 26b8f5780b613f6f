"""What became of mail: outcomes, returned parcels, unconfirmed-mail forms, the chase.

Knows censorship, mail, readers, shelves, places, papers and finding. Outcomes are events on items, never overwritten.
"""
