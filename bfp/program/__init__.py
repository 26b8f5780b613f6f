"""The program as a whole: the overview, in numbers, the yearly report, what can be imported.

Knows moving, appeals, outcomes, censorship, supporters, mail, contributions, shelves, readers, places, papers and
stats. Counts, never names.
"""
