"""The program as a whole: the overview, in numbers, the yearly report.

Knows appeals, outcomes, censorship, supporters, mail, contributions, readers, places, papers and stats. Counts, never names.
"""
