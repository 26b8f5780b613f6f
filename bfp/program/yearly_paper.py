"""The yearly report on paper: a PDF on letter size, made by the typesetting library from data."""

from typing import Any

import pandas as pd

from bfp.base.dates import written
from bfp.base.words import percent
from bfp.papers import typesetting
from bfp.program import yearly_numbers, yearly_words
from bfp.program.yearly_numbers import Numbers
from bfp.program.yearly_report import Report
from bfp.stats import grades

NUMBERS = ("sent", "received", "censored", "returned", "no_reason", "unconfirmed", "recent")


def pdf(report: Report, numbers: Numbers | None = None) -> bytes:
    """The report as PDF, made on the day it is as of; with a page of the program in numbers, if they are given."""
    said = data(report) | ({"numbers": yearly_numbers.data(numbers)} if numbers else {})
    return typesetting.pdf("yearly_report", said, on=report.as_of, tags=True)


def data(report: Report) -> dict[str, Any]:
    """Everything that stands on the paper, as text."""
    return {
        "title": yearly_words.title(report),
        "program": report.now.program_name,
        "year": report.year.name,
        "as_of": written(report.as_of),
        "sentence": report.sentence,
        "summary": "" if report.lines.empty else yearly_words.summary(report),
        "method": yearly_words.method(report),
        "rule": grades.RULE,
        "notes": [] if report.lines.empty else yearly_words.notes(report),
        "lines": _lines(report),
        "before": written(report.before) if len(report.restated) else "",
        "restated": _table(yearly_words.restated(report)),
        "reasons": _table(yearly_words.reasons(report)),
        "reasons_note": yearly_words.REASONS,
        "flagged": _table(yearly_words.flagged(report)),
        "flagged_note": yearly_words.FLAGGED,
        "bans": _table(yearly_words.bans(report)),
        "bans_note": yearly_words.BANS,
    }


def _lines(report: Report) -> list[dict[str, Any]]:
    if report.lines.empty:
        return []
    censored = yearly_words.on_page(report)["censored of n (95 % interval)"]
    heads = (report.lines["level"] != "class").cumsum()
    together = heads.map(heads.value_counts())
    return [
        {
            "level": row["level"],
            "name": row["name"],
            "rows": int(rows),  # of the place, its classes with it
            "cells": [
                *(f"{int(row[name]):,}" for name in NUMBERS),
                ", ".join(percent(row[name]) for name in yearly_words.OF_SENT) if row["sent"] else "",
                yearly_words.case(row),
                f"{int(row['known']):,}",
                said,
                row["grade"],
            ],
        }
        for row, said, rows in zip(report.lines.to_dict("records"), censored, together, strict=True)
    ]


def _table(table: pd.DataFrame) -> dict[str, Any]:
    return {"names": [str(name) for name in table.columns], "rows": table.astype(str).to_numpy().tolist() if len(table) else []}
