"""What leaves the program whole: everything as files, one reader's file, numbers for a statistician; and everything coming back.

Nothing is changed by leaving. What a single page gives (its CSV, its paper) stands with that page's room.
Knows schema, references, accounts, censorship, outcomes, incidents, appeals, contributions, supporters, mail, shelves, readers,
places and papers.
"""
