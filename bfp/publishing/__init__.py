"""What leaves the program, with names removed: redaction, public pages, updates from inside, reviews.

Knows program, appeals, incidents, censorship, contributions, places, documents, stats and finding.
Nothing leaves that a person has not seen.
"""
