"""Money as tables: the ledger, months, what a parcel costs and how many of them the money lasts. Sums are whole cents."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from bfp.base import db, periods, words
from bfp.base.db import Connection
from bfp.supporters import money, money_postage

FOR_PARCELS = ("postage", "printing", "supplies", "books")  # funds that paid for these send parcels


@dataclass(frozen=True)
class Costs:
    """What was spent in a time, and what was mailed in it."""

    since: date
    until: date
    cents: int
    parcels: int
    items: int
    readers: int
    months: int
    unbooked: int  # parcels whose postage is not in the ledger

    def per(self, of: int) -> int | None:
        """Cents for one, rounded; None where there is none, or where nothing is in the ledger."""
        return (2 * self.cents + of) // (2 * of) if of and self.cents > 0 else None

    @property
    def basis(self) -> str:
        """$1,234.56 spent and 310 parcels mailed from 1 Dec 2025 to 23 Nov 2026."""
        days = f"from {_day(self.since)} to {_day(self.until)}"
        said = f"{money.written(self.cents)} spent and {self.parcels:,} {words.plural(self.parcels, 'parcel')} mailed {days}"
        if self.unbooked:
            said += f"; the postage of {self.unbooked:,} of them is not in the ledger yet, so a parcel costs more than this says"
        return said


@dataclass(frozen=True)
class Lasting:
    """How many parcels the money lasts; `parcels` is None while that can't be said."""

    parcels: int | None
    balance_cents: int
    cost_cents: int | None
    funds: tuple[str, ...]
    costs: Costs

    @property
    def sentence(self) -> str:
        names = ", ".join(self.funds)
        if self.parcels is None or self.cost_cents is None:
            why = "nothing was mailed" if not self.costs.parcels else "no expense is in the ledger"
            return f"How long it lasts is not known: {why} in the last twelve months."
        month = self.costs.parcels / self.costs.months if self.costs.months else 0
        long = f", {self.parcels / month:,.1f} months at the pace of that time" if month and self.parcels else ""
        return (
            f"{money.written(self.balance_cents)} in {names}, divided by {money.written(self.cost_cents)} a parcel{long}. "
            f"Basis: {self.costs.basis}."
        )


def costs(con: Connection, since: date, until: date, fund_ids: list[int] | None = None) -> Costs:
    """What was spent (from these funds) and mailed in a time."""
    sql = """
        with spent as (
            select coalesce(sum(amount_cents), 0)::bigint as cents
            from money_entry
            where kind = 'expense' and happened_on between $since and $until
                and ($all_funds or list_contains($fund_ids::integer[], fund_id))
        ),
        parcel as (
            select id, reader_id from shipment where voided_on is null and mailed_on between $since and $until
        )
        select spent.cents, (select count(*) from parcel) as parcels, (select count(distinct reader_id) from parcel) as readers,
            (select coalesce(sum(item.quantity), 0)::bigint from item join parcel on parcel.id = item.shipment_id) as items
        from spent
    """
    found = db.one(con, sql, since=since, until=until, all_funds=fund_ids is None, fund_ids=fund_ids or [])
    months = (until.year - since.year) * 12 + until.month - since.month + 1
    return Costs(since, until, **found, months=months, unbooked=money_postage.unbooked(con, since, until))


def lasting(con: Connection, today: date, fund_ids: list[int] | None = None) -> Lasting:
    """Balance over the cost of a parcel in the last twelve months: of these funds, or of those that paid for parcels."""
    since, until = periods.period("Last 12 months", today)
    standing = money.funds(con)
    chosen = for_parcels(con, since, until) if fund_ids is None else fund_ids
    funds = [fund for fund in standing if fund.id in chosen] or standing
    spent = costs(con, since, until, [fund.id for fund in funds])
    balance, cost = sum(fund.balance_cents for fund in funds), spent.per(spent.parcels)
    # From the exact quotient, not from the rounded cost of one parcel.
    parcels = None if cost is None else max(balance * spent.parcels // spent.cents, 0)
    return Lasting(parcels, balance, cost, tuple(fund.name for fund in funds), spent)


def for_parcels(con: Connection, since: date, until: date) -> list[int]:
    """The funds that paid for postage, printing, supplies or books in a time."""
    sql = """
        select distinct fund_id from money_entry
        where kind = 'expense' and list_contains($purposes::varchar[], purpose) and happened_on between $since and $until
        order by fund_id
    """
    return [row["fund_id"] for row in db.rows(con, sql, purposes=list(FOR_PARCELS), since=since, until=until)]


def by_month(con: Connection, since: date, until: date, fund_id: int | None = None) -> pd.DataFrame:
    """Each month of a time: what came in, what went out, what was left at its end, parcels mailed, cents a parcel."""
    sql = """
        with month as (
            select cast(day as date) as month
            from generate_series(date_trunc('month', $since::date), $until::date, interval 1 month) as days(day)
        ),
        entry as (
            select cast(date_trunc('month', happened_on) as date) as month,
                case when kind = 'gift' then amount_cents else 0 end as came,
                case when kind = 'expense' then amount_cents else 0 end as went
            from money_entry
            where happened_on <= $until and ($fund_id is null or fund_id = $fund_id)
        ),
        before as (select coalesce(sum(came - went), 0) as cents from entry where month < date_trunc('month', $since::date)),
        summed as (select month, sum(came) as came, sum(went) as went from entry group by month),
        mailed as (
            select cast(date_trunc('month', mailed_on) as date) as month, count(*) as parcels
            from shipment
            where voided_on is null and mailed_on between date_trunc('month', $since::date) and $until
            group by 1
        )
        select month.month, coalesce(summed.came, 0)::bigint as gift_cents, coalesce(summed.went, 0)::bigint as expense_cents,
            (before.cents + coalesce(sum(summed.came - summed.went) over (order by month.month), 0))::bigint as balance_cents,
            coalesce(mailed.parcels, 0) as parcels
        from month
        cross join before
        left join summed on summed.month = month.month
        left join mailed on mailed.month = month.month
        order by month.month
    """
    return db.frame(con, sql, since=since, until=until, fund_id=fund_id)


def by_purpose(con: Connection, since: date, until: date) -> pd.DataFrame:
    """What was spent for what, the dearest first."""
    sql = """
        select purpose, sum(amount_cents)::bigint as cents
        from money_entry
        where kind = 'expense' and happened_on between $since and $until
        group by purpose
        having sum(amount_cents) <> 0
        order by cents desc, purpose
    """
    return db.frame(con, sql, since=since, until=until)


def ledger(
    con: Connection, *, kind: str | None = None, fund_id: int | None = None, supporter_id: int | None = None,
    postage: bool = False, since: date | None = None, until: date | None = None, limit: int = 50, offset: int = 0,
) -> tuple[pd.DataFrame, int]:  # fmt: skip
    """The ledger, latest first, and how many lines it has. Postage of single shipments only if asked for."""
    sql = """
        with fits as (
            select money_entry.*, counter.id as corrected_by
            from money_entry
            left join money_entry as counter on counter.corrects = money_entry.id
            where ($kind is null or money_entry.kind = $kind) and ($fund_id is null or money_entry.fund_id = $fund_id)
                and ($supporter_id is null or money_entry.supporter_id = $supporter_id)
                and ($postage or money_entry.shipment_id is null)
                and ($since is null or money_entry.happened_on >= $since)
                and ($until is null or money_entry.happened_on <= $until)
        ),
        shown as (
            select *, (select count(*) from fits) as entries
            from fits order by happened_on desc, id desc limit $limit offset $offset
        )
        select shown.id, shown.happened_on, shown.kind, shown.receipt_number, shown.amount_cents, shown.form, shown.purpose,
            fund.name as fund, shown.corrects, shown.corrected_by, shown.shipment_id, shown.note, shown.entered_by,
            case when shown.kind = 'expense' then '' when shown.supporter_id is not null then supporter.name
                when shown.reader_id is not null then 'a reader' else 'anonymous' end as giver,
            case when shown.corrects is not null then 'takes back ' || coalesce('receipt ' || old.receipt_number,
                    'entry ' || shown.corrects)
                when shown.corrected_by is not null then 'taken back' else '' end as state,
            shown.entries
        from shown
        join fund on fund.id = shown.fund_id
        left join supporter on supporter.id = shown.supporter_id
        left join money_entry as old on old.id = shown.corrects
        order by shown.happened_on desc, shown.id desc
    """
    found = db.frame(
        con, sql, kind=kind, fund_id=fund_id, supporter_id=supporter_id, postage=postage, since=since, until=until,
        limit=limit, offset=offset,
    )  # fmt: skip
    total = int(found["entries"].iloc[0]) if len(found) else 0
    return found.drop(columns="entries"), total


def export(con: Connection, since: date, until: date, names: bool = False) -> pd.DataFrame:
    """The ledger of a time as CSV has it, oldest first; who gave and what was noted only with `names`."""
    found, _ = ledger(con, postage=True, since=since, until=until, limit=10_000_000)
    found = found.iloc[::-1].reset_index(drop=True)
    table = pd.DataFrame(
        {
            "entry": found["id"],
            "day": pd.to_datetime(found["happened_on"]).dt.date,
            "kind": found["kind"],
            "receipt": found["receipt_number"].astype("Int64"),
            "amount": [plain(cents) for cents in found["amount_cents"]],
            "form": found["form"],
            "purpose": found["purpose"],
            "fund": found["fund"],
            "takes back": found["corrects"].astype("Int64"),
        }
    )
    # A note says who gave as often as the name does.
    return table.assign(giver=found["giver"], note=found["note"]) if names else table


def plain(cents: int) -> Decimal:
    """12.50, -12.50: a number for a spreadsheet, from whole cents, never through a float."""
    return Decimal(int(cents)).scaleb(-2)


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
