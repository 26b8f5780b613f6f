"""The statistics: rates, maturity, new bans, grades, small groups. Numbers in, numbers out.

Knows nothing but numpy and scipy. Each formula names its source.
"""
