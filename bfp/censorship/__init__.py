"""Where mail is stopped, and how sure we are: counts, ranking, alarms, silence, titles and reasons.

Knows stats. Unknown is not received: no rate without the known outcomes and the share unconfirmed.
"""
