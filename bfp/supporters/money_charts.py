"""The chart of money: what came in and went out by month, and what was left. No outcome colours."""

import altair as alt
import pandas as pd

from bfp.base.charts import MANY_MONTHS, NEUTRAL, TEXT

OUT = "rgba(125, 138, 144, 0.45)"
KINDS = ("came in", "went out")


def by_month(table: pd.DataFrame) -> alt.LayerChart:
    """Dollars in upwards, dollars out downwards, and the line of the balance at the end of each month."""
    month = pd.to_datetime(table["month"])
    came = pd.DataFrame({"month": month, "kind": KINDS[0], "dollars": table["gift_cents"] / 100,
                         "amount": table["gift_cents"] / 100})  # fmt: skip
    went = pd.DataFrame({"month": month, "kind": KINDS[1], "dollars": -table["expense_cents"] / 100,
                         "amount": table["expense_cents"] / 100})  # fmt: skip
    data = pd.concat([came, went], ignore_index=True)
    band = {"timeUnitBandSize": 0.9} if len(table) <= MANY_MONTHS else {"timeUnitBandSize": 1.0, "binSpacing": 0}
    x = alt.X("yearmonth(month):T", title=None, axis=alt.Axis(labelOverlap=True))
    colour = alt.Color("kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=[NEUTRAL, OUT]),
                       legend=alt.Legend(orient="top", symbolType="square", labelLimit=0))  # fmt: skip
    when = alt.Tooltip("yearmonth(month):T", title="month", format="%b %Y")
    bars = (
        alt.Chart(data)
        .mark_bar(**band)
        .encode(
            x=x, y=alt.Y("dollars:Q", title="dollars", axis=alt.Axis(format="$,.0f")), color=colour,
            tooltip=[when, alt.Tooltip("kind:N"), alt.Tooltip("amount:Q", title="dollars", format="$,.2f")],
        )
    )  # fmt: skip
    left = pd.DataFrame({"month": month, "balance": table["balance_cents"] / 100})
    line = (
        alt.Chart(left)
        .mark_line(color=TEXT, strokeWidth=2, point=alt.OverlayMarkDef(color=TEXT, size=30))
        .encode(x=x, y="balance:Q", tooltip=[when, alt.Tooltip("balance:Q", title="left at its end", format="$,.2f")])
    )
    said = f"Money by month: {table['gift_cents'].sum() / 100:,.2f} dollars in, {table['expense_cents'].sum() / 100:,.2f} out"
    return alt.layer(bars, line).properties(height=280, description=said)


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The months as their table shows them."""
    return pd.DataFrame(
        {
            "month": pd.to_datetime(table["month"]).dt.date,
            "came in": table["gift_cents"] / 100,
            "went out": table["expense_cents"] / 100,
            "left": table["balance_cents"] / 100,
            "parcels": table["parcels"],
        }
    )
