"""A figure and its baseline, and how they are shown."""


def figure(value: float, unit: str, baseline: float | None = None, failed: bool = False) -> dict:
    """One measured value beside what it is compared with, in the same unit."""
    ratio = round(value / baseline, 3) if baseline else None
    found = {"value": round(value, 3), "unit": unit, "baseline": None if baseline is None else round(baseline, 3), "ratio": ratio}
    return {**found, "failed": True} if failed else found


def table(found: dict[str, dict]) -> str:
    """figure | value | baseline | ratio, aligned for a terminal."""
    rows = [("figure", "value", "baseline", "ratio")]
    for name, what in found.items():
        unit = what["unit"]
        baseline = "" if what.get("baseline") is None else f"{_short(what['baseline'])} {unit}"
        ratio = "" if what.get("ratio") is None else _short(what["ratio"])
        rows.append((name, f"{_short(what['value'])} {unit}", baseline, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [row[column].rjust(widths[column]) for column in (1, 2, 3)]
        lines.append(" | ".join(cells).rstrip())
    lines.insert(1, "-+-".join("-" * width for width in widths))
    return "\n".join(lines)


def _short(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"
