"""What the pages of censorship say of themselves: one line under each title, and the longer explanation one click away.

For somebody who never took statistics; natural frequencies, and never that all is well.
"""

from typing import Any

READ_LIST = (
    "Dot: our best estimate. Line: where it very likely lies. Pale bar: from all unknown mail arrived to none did. "
    "Short mark: as counted. Long grey mark: the whole program."
)

EXPLAIN_LIST = """
**Why not simply the share?** 1 of 1 is 100 %, and means nothing. So each place is drawn towards what facilities of this
program are usually like, strongly where we know little, hardly at all where we know much. That is the dot; 95 times in 100
such a line holds the truth, if censored and received mail are equally likely to be reported.

**They may not be.** Most mail is never heard of. The pale bar assumes nothing: its left end is the share if every unknown
mailing arrived, its right end if none did. The truth is in it.

**×36** means 36 times the program's odds of being censored, by what we heard of and by all mail together. The list goes by
it.

**◆ HIGH**: very likely (8 in 10 or more) over 5 times the program's odds, both ways of counting, with at least two censored
mailings of two different readers. **▲ WATCH**: the same for 3 times. **Not distinguished**: what we know does not tell it
apart from the rest. That is not a clean bill: where nobody reports, nothing is seen. **Insufficient data**: too few known
outcomes; below, hollow.
"""

READ_FUNNEL = (
    "Inside the funnel luck alone could do it; outside means look, not guilty. Diamonds and triangles are flagged: click one."
)

EXPLAIN_FUNNEL = """
To the right are places that we know much about. If every place censored exactly as the whole program does, 95 of 100 would
lie between the broken lines, and 998 of 1,000 between the full ones. The lines are wide on the left, because a few outcomes
can fall any way.

Places do differ, so more lie outside than luck would put there. Far above: look at it. Far below: good, or nobody reports
what is stopped. The flags use all mail, not only what we heard of, so a place can lie high and yet have none.
"""

READ_TILES = (
    "One tile a state, the darker the more is censored; striped: too little known, so no colour; empty: no mail."
)

EXPLAIN_TILES = """
A map would make Alaska big and Rhode Island invisible, though both get mail. So each state is one tile, about where it lies.
Federal prisons, county jails, immigration detention and private prisons are no state's doing and have tiles of their own
below.

The figure is the estimate of the share censored among known outcomes, drawn a little towards what the program's facilities
are like. With fewer than 30 known outcomes, or less than a fifth of the mail known (a setting), a colour would say more than we
know: the tile is striped, and is neither good nor bad.
"""

READ_SILENT = "Where mail or letters were regular and stopped. Heavy censorship makes readers give up, and then it seems to fall."

EXPLAIN_SILENT = """
Regular is: in at least six of the twelve months before it stopped. Stopped is: nothing for 180 days. There can be many
reasons: a reader moved, a volunteer stopped writing there, the mail room throws everything away. We do not know, so there is
no rate here. Send two tracked test mailings, or unconfirmed-mail forms to the readers there.
"""

LETTERS = (
    "Counts are of mature mail. **C** censored, **R** received, **O** returned for an ordinary reason (in no rate), **X** "
    "came back with no usable reason, **U** unconfirmed, **K** different readers behind C; **n** = C + R, **S** = C + R + "
    "U. **sent** = C + R + O + X + U + pending + early. **low**, **high**: if all unknown mail arrived, if none did. "
    "**rate** = C/n with its Wilson interval. **m1**, **lo**, **hi**: the estimate and its 95 % range; **m2**: the same of "
    "all mail (S). **T**: times the program's odds. **P1**, **P2**: how likely over 5 times, by n and by S. The CSV carries "
    "the parameters too: a1, b1, a2, b2 (what facilities are like), p1, p2 (the program), N (days until mail is mature) and "
    "the day."
)

RATIO = (
    "All rates here take it that censored and received mailings are equally likely to become known. They may not be: an "
    "angry reader writes at once, a pleased one forgets; or stopped mail vanishes without a word. Move the slider to see "
    "what the same reports would mean then. It moves dots and lines, not the order, since it is the same for all; the pale "
    "bars assume nothing and stay. It is a what-if, not the truth: that can be measured, below."
)

READ_TIMELINE = (
    "Dots: censored of known, by quarter mailed. Stepped line: what the quarters before lead us to expect; short mark: more "
    "than that would be a surprise. Pale bars: how much was mailed. Hollow and shaded: news is still arriving."
)

EXPLAIN_TIMELINE = """
Each quarter is judged by this facility's own quarters before it, drawn towards the whole program while little is known. A dot
above its short mark would happen by luck less than once in 1,000 quarters. A diamond stands where the program raised an
alarm.

**Look at the pale bars as well.** Where much is censored readers give up, mail shrinks, and censorship only seems to fall.

**The shaded end** is too young: a notice of censorship comes sooner than a reader's thanks, so it looks worse than it will
be.
"""

READ_TITLES = (
    "Dot: how many times as often as expected where it was sent; line: where that very likely lies. Upright line: as "
    "expected. A title can be stopped often only because it goes where much is stopped."
)

READ_REASONS = (
    "Of all censored items, the share for which each reason was given; the line is where the share very likely lies. An "
    "item can have several reasons, so the bars can add up to more than all."
)

EXPLAIN_TITLES = """
**Expected** is how many of a title's known mailings would have been censored if it had been treated like everything else sent
to the same facilities. A title sent mostly to a facility that stops half of its mail is expected to be stopped half of the
time.

**Times as expected** is (censored + 4) / (expected + 4): the 4 keeps a title that we know little of near 1. Above 1 with a
line that does not touch 1 means that the title itself is stopped; it does not say why.

An envelope with several titles counts for a title only where the notice names it. Unconfirmed mail is in neither number.
"""

EXPLAIN_REASONS = """
**Content-based** reasons object to what is written: they are what an appeal can attack first. **Content-neutral** ones object
to the parcel: used, not from an approved vendor, hardcover. **Not stated** is a bar of its own: no reason came with the news.

With few censored items the lines are long: then a reason that seems twice as frequent may not be.
"""


def in_counts(row: Any) -> str:
    """The counts of a place, as mail_counts.COUNTS names them, in words."""
    return counts_written(row.C, row.n, row.U + row.X, row.pending + row.early)


def counts_written(censored: int, known: int, unknown: int, recent: int) -> str:
    """Counts in their bar's own denominator: known and unknown are what counts, the rest is too young for it."""
    return f"{censored:,} censored of {known:,} known · {unknown:,} unknown · {recent:,} too recent to say"


def times_written(times: float) -> str:
    """36, 3.6 or 0.4: how many times, with no more digits than it deserves."""
    return f"{times:,.0f}" if times >= 9.95 else f"{times:.1f}"
