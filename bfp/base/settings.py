"""What the program decides for itself: intervals, addresses, limits."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from bfp.base import db, history
from bfp.base.db import Connection
from bfp.base.errors import Invalid

PASSED = (
    "General text, to be checked by the program's lawyers: keep the envelope with its postmark, say in the letter on what "
    "day the notice came, and ask whether a late appeal is taken. Look whether the reader has a day of their own."
)
MOST = 3650  # ten years: a longer interval is a slip of the finger


@dataclass(frozen=True)
class Settings:
    """Every setting with the value it has until the program changes it."""

    program_name: str = "Books for Prisoners"
    return_address: str = ""
    invoice_wording: str = "Paid in full. Nothing is owed for this parcel."  # at the foot of every slip
    interval_days: int = 60  # between a reader's last parcel and the next letter's postmark
    release_warning_days: int = 120  # a release nearer than this is warned of
    record_old_days: int = 365  # a reader's record not checked for longer is called old
    maturity_days: int = 120  # mail younger than this, without an outcome, is still arriving
    umf_interval_days: int = 183  # a reader is not sent an unconfirmed-mail form again sooner
    umf_oldest_days: int = 1095  # mail older than this is not asked about: nobody remembers
    overdue_days: int = 30  # a request waiting longer is overdue
    mail_days: int = 4  # what a letter of appeal takes to its office, taken off the day it must be there
    remind_days: int = 3  # a calendar reminds so many days before the day to send
    passed_deadline: str = PASSED  # what can still be done when a deadline is over
    minimum_known: int = 3  # fewer known outcomes than this are never shown as a rate
    minimum_known_share: float = 0.2  # and neither is a place with less of its mail known
    minimum_group: int = 5  # groups of fewer readers are merged or blanked in anything public
    document_megabytes: int = 20  # a scan larger than this is not kept
    work_trade_rule: str = "A review opens the next book request."  # in the program's own words, beside what the reader sent
    work_trade_wanted: int = 1  # so many contributions since the last parcel open the next request; 0 asks for none
    work_trade_kinds: str = "book review"  # which kinds count for it, with commas; empty: every kind
    forget_after_years: int = 0  # readers silent for longer may be forgotten by a coordinator; 0: nobody is
    silent_months: int = 12  # a reader from whom nothing came for so long is called silent
    study_answer_days: int = 60  # an assignment of a study group is to be answered within
    study_reply_days: int = 30  # an answer of a study group is to be replied to within
    sealed_for: str = ""  # public keys, a line each: who can open the copies of backups that leave this computer
    sealed_into: str = ""  # the folder that such copies go to; empty: none are made
    demonstration: bool = False  # set by the demo: shown as a band, so that nobody enters real letters


def load(con: Connection) -> Settings:
    """The settings in force."""
    stored = {row["name"]: row["value"] for row in db.rows(con, "select name, value from setting")}
    values = {}
    for field in fields(Settings):
        if field.name in stored:
            values[field.name] = _read(field.type, stored[field.name])
    return Settings(**values)


def save(con: Connection, **changes: str | int | float | bool) -> Settings:
    """Change settings by name; raises Invalid where a number is out of range."""
    before = load(con)
    known = {field.name: field for field in fields(Settings)}
    for name, new in changes.items():
        if name not in known:
            raise Invalid(f"There is no setting called {name}.")
        try:
            new = _read(known[name].type, str(new))
        except ValueError as error:
            raise Invalid(f"{name.replace('_', ' ').capitalize()} takes a number, not {new!r}.", name) from error
        if not isinstance(new, str | bool) and new > MOST:
            raise Invalid(f"{name.replace('_', ' ').capitalize()} can't be more than {MOST:,}.", name)
        if not isinstance(new, str | bool) and new < 0:
            raise Invalid(f"{name.replace('_', ' ').capitalize()} can't be less than nothing.", name)
        if name == "minimum_known_share" and not 0 <= new <= 1:
            raise Invalid("Minimum known share is between 0 and 1.", name)
        con.execute(
            "insert into setting values ($name, $value) on conflict (name) do update set value = excluded.value",
            {"name": name, "value": str(new)},
        )
    after = load(con)
    changed = history.differences(asdict(before), asdict(after))
    if changed:
        history.record(con, "setting", 0, "changed", changed)
    return after


def _read(kind: type | str, text: str) -> Any:
    name = kind if isinstance(kind, str) else kind.__name__
    if name == "bool":
        return text == "True"
    return {"int": int, "float": float}.get(name, str)(text)
