"""What is said of an appeal in a line: what is due and when, what came of it, why it is worth it."""

from dataclasses import dataclass
from datetime import date

from bfp.appeals.deadlines import Deadline
from bfp.base.dates import written
from bfp.base.words import number_of


@dataclass(frozen=True)
class Said:
    """A sentence about a day, and the day as a number to sort by."""

    text: str
    left_days: int | None = None
    late: bool = False
    passed: bool = False


def due(found: Deadline | None, system: str, today: date) -> Said:
    """Until when a letter must be sent."""
    if found is None:
        return Said(f"Deadline unknown: ask {system}. Send as soon as you can.")
    if found.passed:
        day = found.due_on or found.not_after
        when = f"passed {ago(day, today)}" if day else "has passed"
        return Said(f"The deadline, {written(day)}, {when}. See what can still be done.", None, True, True)
    if found.send_by is None:
        if found.not_after is not None:
            text = f"A date is missing on the notice: it ends on {written(found.not_after)} at the latest."
            return Said(text, (found.not_after - today).days)
        return Said(f"Deadline unknown: {found.sentence[0].lower()}{found.sentence[1:]}")
    if found.too_late_to_mail:
        left = f", {ahead((found.due_on - today).days)}" if found.due_on else ""
        text = f"The day to send, {written(found.send_by)}, is over; the deadline is {written(found.due_on)}{left}."
        return Said(text, found.left_days, True)
    return Said(f"Send by {written(found.send_by)}, {ahead((found.send_by - today).days)}.", found.left_days)


def answer_due(sent_on: date, answer_by: date | None, today: date) -> Said:
    """Whether an answer should be here."""
    sent = f"Sent {written(sent_on)}, {ago(sent_on, today)}"
    if answer_by is None:
        return Said(f"{sent}; no rule on file says when they must answer.", 60 - (today - sent_on).days)
    left = (answer_by - today).days
    if left < 0:
        return Said(f"{sent}; the answer was due {written(answer_by)}, {ago(answer_by, today)}: remind them.", left, True)
    return Said(f"{sent}; their answer is due by {written(answer_by)}, {ahead(left)}.", left)


def outcome(decision: str, on: date, again: int, further: Deadline | None, left: bool, level: int, today: date) -> Said:
    """What came of it, and what follows: send it again, or take it further by a day."""
    text = f"{decision.capitalize()} on {written(on)}." if decision != "no reply" else f"No reply, noted on {written(on)}."
    if again:
        text += f" {number_of(again, 'item')} to be sent again."
    if not left:
        return Said(text if again else f"{text} Close it.")
    if further is None:
        return Said(f"{text} Level {level + 1}: deadline unknown, ask.")
    said = due(further, "", today)
    if said.passed or further.send_by is None:
        return Said(f"{text} Level {level + 1}: {said.text[0].lower()}{said.text[1:]}", said.left_days, said.late, said.passed)
    left_days = (further.send_by - today).days
    by = f"send by {written(further.send_by)}, {ahead(left_days)}"
    return Said(f"{text} Level {level + 1}: {by}.", left_days, left_days < 0)


def ahead(days: int) -> str:
    """today, tomorrow, in 4 days; 3 days ago."""
    if days < 0:
        return f"{number_of(-days, 'day')} ago"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")


def ago(day: date, today: date) -> str:
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def why(flags: list[tuple[str, str]], reach: int, reason: str | None, n: int, won: int, fewest: int) -> str:
    """Why it is worth it: a flagged place, a pattern, success before; counts with n, never a share of few."""
    parts = []
    if flags:
        place, flag = max(flags, key=lambda one: one[1] == "HIGH")
        more = f" and {len({name for name, _ in flags}) - 1} more" if len({name for name, _ in flags}) > 1 else ""
        parts.append(f"{place}{more} flagged {flag}")
    if reach > 1:
        parts.append(f"stopped at {reach} units of this system in a year")
    if reason and n >= fewest:
        parts.append(f"“{reason}” here before: {won} of {n} decided were overturned")
    elif reason and n:
        parts.append(f"“{reason}” here before: only {n} decided, too few to say")
    return "; ".join(parts)
