-- What supporters, donations and money must keep, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: a merged supporter points to one that stands, and nothing hangs on it
select supporter.id, 'merged into nobody, or something hangs on it still' as what
from supporter
left join supporter as kept on kept.id = supporter.merged_into and kept.merged_into is null
where supporter.merged_into is not null and (kept.id is null
    or exists (select 1 from donation where donation.supporter_id = supporter.id)
    or exists (select 1 from money_entry where money_entry.supporter_id = supporter.id))

-- rule: a voided supporter or donation says why
select id, 'supporter voided without a reason' as what from supporter where voided_on is not null and void_reason = ''
union all
select id, 'donation voided without a reason' from donation where voided_on is not null and void_reason = ''

-- rule: a donation's days are in order
select id, 'came, closed and thanked out of order, or after today' as what
from donation
where donated_on > $today or closed_on > $today or thanked_on > $today or closed_on < donated_on
    or thanked_on < donated_on

-- rule: every line of a donation is of a donation, and of a title if it names one
select donation_copy.donation_id as id, 'line of no donation, or of no title' as what
from donation_copy
left join donation on donation.id = donation_copy.donation_id
left join title on title.id = donation_copy.title_id
where donation.id is null or (donation_copy.title_id is not null and title.id is null)
    or (donation_copy.title_id is null and donation_copy.isbn = '' and donation_copy.name = '')

-- rule: a closed donation has no book without a title
select donation.id, 'closed, and line ' || donation_copy.position || ' waits for a title' as what
from donation
join donation_copy on donation_copy.donation_id = donation.id
where donation.closed_on is not null and donation.voided_on is null and title_id is null and set_aside = ''

-- rule: the copies of a donation are those that entered stock
with came as (
    select donation_copy.donation_id, donation_copy.title_id, sum(donation_copy.copies) as copies
    from donation_copy
    join donation on donation.id = donation_copy.donation_id and donation.voided_on is null
    where donation_copy.title_id is not null and donation_copy.set_aside = ''
    group by donation_copy.donation_id, donation_copy.title_id
),
moved as (
    select donation_id, title_id, sum(change) as copies
    from stock_movement
    where donation_id is not null
    group by donation_id, title_id
)
select coalesce(came.donation_id, moved.donation_id) as id,
    'title ' || coalesce(came.title_id, moved.title_id) || ': ' || coalesce(came.copies, 0) || ' came, '
        || coalesce(moved.copies, 0) || ' entered stock' as what
from came
full join moved on moved.donation_id = came.donation_id and moved.title_id = came.title_id
where coalesce(came.copies, 0) <> coalesce(moved.copies, 0)

-- rule: a gift has one giver
select id, 'two givers' as what from money_entry where supporter_id is not null and reader_id is not null

-- rule: receipts are numbered without gaps
with numbered as (
    select id, receipt_number, row_number() over (order by receipt_number) as place
    from money_entry where receipt_number is not null
)
select id, 'receipt ' || receipt_number || ' is the ' || place || '. of all' as what
from numbered where receipt_number <> place

-- rule: every gift has a receipt, and nothing else has
select id, case when receipt_number is null then 'gift without a receipt' else 'receipt for no gift' end as what
from money_entry
where (kind = 'gift' and corrects is null) <> (receipt_number is not null)

-- rule: only counter-entries are less than nothing
select id, 'amount of ' || amount_cents || ' cents' as what
from money_entry
where (corrects is null) <> (amount_cents > 0)

-- rule: a counter-entry takes back one entry, whole
select counter.id, 'takes back something else than it says' as what
from money_entry as counter
left join money_entry as entry on entry.id = counter.corrects
where counter.corrects is not null and (entry.id is null or entry.corrects is not null
    or entry.amount_cents <> -counter.amount_cents or entry.kind <> counter.kind or entry.fund_id <> counter.fund_id
    or entry.purpose <> counter.purpose or entry.id >= counter.id)

-- rule: an entry is taken back once
select corrects as id, 'taken back ' || count(*) || ' times' as what
from money_entry
where corrects is not null
group by corrects
having count(*) > 1

-- rule: a counter-entry says why
select id, 'taken back, and nobody said why' as what
from money_entry
where corrects is not null and trim(note) = ''

-- rule: the postage of a shipment is booked once
select entry.shipment_id as id, 'booked ' || count(*) || ' times' as what
from money_entry as entry
left join money_entry as counter on counter.corrects = entry.id
where entry.kind = 'expense' and entry.shipment_id is not null and entry.corrects is null and counter.id is null
group by entry.shipment_id
having count(*) > 1

-- rule: no money comes or goes in the future
select id, 'entered for a day after today' as what
from money_entry
where happened_on > $today

-- rule: a closed fund is empty
select fund.id, fund.name || ' is closed with money in it' as what
from fund
join money_entry on money_entry.fund_id = fund.id
where fund.closed_on is not null
group by fund.id, fund.name
having sum(case when kind = 'gift' then amount_cents else -amount_cents end) <> 0
