"""The rules that contributions, donations and money must keep: like check_rules, name -> a query that finds what breaks it."""

RULES: dict[str, str] = {
    # Supporters and donations.
    "a merged supporter points to one that stands, and nothing hangs on it": """
        select supporter.id, 'merged into nobody, or something hangs on it still' as what
        from supporter
        left join supporter as kept on kept.id = supporter.merged_into and kept.merged_into is null
        where supporter.merged_into is not null and (kept.id is null
            or exists (select 1 from donation where donation.supporter_id = supporter.id)
            or exists (select 1 from money_entry where money_entry.supporter_id = supporter.id))
    """,
    "a voided supporter or donation says why": """
        select id, 'supporter voided without a reason' as what from supporter where voided_on is not null and void_reason = ''
        union all
        select id, 'donation voided without a reason' from donation where voided_on is not null and void_reason = ''
    """,
    "every donation is from a supporter on file, or anonymous": """
        select donation.id, 'donation of a supporter who is not on file' as what
        from donation left join supporter on supporter.id = donation.supporter_id
        where donation.supporter_id is not null and supporter.id is null
    """,
    "a donation's days are in order": """
        select id, 'came, closed and thanked out of order, or after today' as what
        from donation
        where donated_on > $today or closed_on > $today or thanked_on > $today or closed_on < donated_on
            or thanked_on < donated_on
    """,
    "every line of a donation is of a donation, and of a title if it names one": """
        select donation_copy.donation_id as id, 'line of no donation, or of no title' as what
        from donation_copy
        left join donation on donation.id = donation_copy.donation_id
        left join title on title.id = donation_copy.title_id
        where donation.id is null or (donation_copy.title_id is not null and title.id is null)
            or (donation_copy.title_id is null and donation_copy.isbn = '' and donation_copy.name = '')
    """,
    "a closed donation has no book without a title": """
        select donation.id, 'closed, and line ' || donation_copy.position || ' waits for a title' as what
        from donation
        join donation_copy on donation_copy.donation_id = donation.id
        where donation.closed_on is not null and donation.voided_on is null and title_id is null and set_aside = ''
    """,
    "the copies of a donation are those that entered stock": """
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
    """,
    # Money.
    "every entry of the ledger is of a fund": """
        select money_entry.id, 'entry of no fund' as what
        from money_entry left join fund on fund.id = money_entry.fund_id
        where fund.id is null
    """,
    "who gave money is on file": """
        select money_entry.id, 'giver, donation or shipment missing, or two givers' as what
        from money_entry
        left join supporter on supporter.id = money_entry.supporter_id
        left join reader on reader.id = money_entry.reader_id
        left join donation on donation.id = money_entry.donation_id
        left join shipment on shipment.id = money_entry.shipment_id
        where (money_entry.supporter_id is not null and supporter.id is null)
            or (money_entry.reader_id is not null and reader.id is null)
            or (money_entry.donation_id is not null and donation.id is null)
            or (money_entry.shipment_id is not null and shipment.id is null)
            or (money_entry.supporter_id is not null and money_entry.reader_id is not null)
    """,
    "receipts are numbered without gaps": """
        with numbered as (
            select id, receipt_number, row_number() over (order by receipt_number) as place
            from money_entry where receipt_number is not null
        )
        select id, 'receipt ' || receipt_number || ' is the ' || place || '. of all' as what
        from numbered where receipt_number <> place
    """,
    "every gift has a receipt, and nothing else has": """
        select id, case when receipt_number is null then 'gift without a receipt' else 'receipt for no gift' end as what
        from money_entry
        where (kind = 'gift' and corrects is null) <> (receipt_number is not null)
    """,
    "only counter-entries are less than nothing": """
        select id, 'amount of ' || amount_cents || ' cents' as what
        from money_entry
        where (corrects is null) <> (amount_cents > 0)
    """,
    "a counter-entry takes back one entry, whole": """
        select counter.id, 'takes back something else than it says' as what
        from money_entry as counter
        left join money_entry as entry on entry.id = counter.corrects
        where counter.corrects is not null and (entry.id is null or entry.corrects is not null
            or entry.amount_cents <> -counter.amount_cents or entry.kind <> counter.kind or entry.fund_id <> counter.fund_id
            or entry.purpose <> counter.purpose or entry.id >= counter.id)
    """,
    "an entry is taken back once": """
        select corrects as id, 'taken back ' || count(*) || ' times' as what
        from money_entry
        where corrects is not null
        group by corrects
        having count(*) > 1
    """,
    "a counter-entry says why": """
        select id, 'taken back, and nobody said why' as what
        from money_entry
        where corrects is not null and trim(note) = ''
    """,
    "the postage of a shipment is booked once": """
        select entry.shipment_id as id, 'booked ' || count(*) || ' times' as what
        from money_entry as entry
        left join money_entry as counter on counter.corrects = entry.id
        where entry.kind = 'expense' and entry.shipment_id is not null and entry.corrects is null and counter.id is null
        group by entry.shipment_id
        having count(*) > 1
    """,
    "no money comes or goes in the future": """
        select id, 'entered for a day after today' as what
        from money_entry
        where happened_on > $today
    """,
    "a closed fund is empty": """
        select fund.id, fund.name || ' is closed with money in it' as what
        from fund
        join money_entry on money_entry.fund_id = fund.id
        where fund.closed_on is not null
        group by fund.id, fund.name
        having sum(case when kind = 'gift' then amount_cents else -amount_cents end) <> 0
    """,
    # Joining and study groups.
    "every step of joining is of a reader who stands": """
        select joining.id, 'step of a reader who is gone or merged' as what
        from joining left join reader on reader.id = joining.reader_id and reader.merged_into is null
        where reader.id is null
    """,
    "a step of joining has come, and its letter is the reader's": """
        select joining.id, 'after today, or from another reader''s letter' as what
        from joining left join letter on letter.id = joining.letter_id and letter.reader_id = joining.reader_id
        where joining.happened_on > $today or (joining.letter_id is not null and letter.id is null)
    """,
    "a study group's place and book are there, and its days in order": """
        select study_group.id, 'place or book missing, or days out of order' as what
        from study_group
        left join facility on facility.id = study_group.facility_id and facility.merged_into is null
        left join title on title.id = study_group.title_id
        where (study_group.facility_id is not null and facility.id is null)
            or (study_group.title_id is not null and title.id is null)
            or started_on > $today or ended_on > $today or ended_on < started_on
    """,
    "a voided study group says why, and nothing of it was sent": """
        select study_group.id, 'without a reason, or with work of readers' as what
        from study_group
        where voided_on is not null and (void_reason = '' or exists (
            select 1 from assignment join study_work on study_work.assignment_id = assignment.id
            where assignment.study_group_id = study_group.id and study_work.voided_on is null))
    """,
    "everybody in a study group is on file, from when to when": """
        select study_member.study_group_id as id, 'reader ' || study_member.reader_id || ': no group, no reader, or days' as what
        from study_member
        left join study_group on study_group.id = study_member.study_group_id
        left join reader on reader.id = study_member.reader_id and reader.merged_into is null
        where study_group.id is null or reader.id is null or joined_on < study_group.started_on or joined_on > $today
            or left_on < joined_on or left_on > $today
    """,
    "every assignment that was sent is of a study group, to a reader": """
        select study_work.id, 'no assignment, group or reader' as what
        from study_work
        left join assignment on assignment.id = study_work.assignment_id
        left join study_group on study_group.id = assignment.study_group_id
        left join reader on reader.id = study_work.reader_id
        where assignment.id is null or study_group.id is null or reader.id is null
            or (study_work.voided_on is null and assignment.voided_on is not null)
    """,
    "an assignment is sent, answered and replied to in this order": """
        select id, 'sent, answered, replied and today are out of order' as what
        from study_work
        where greatest(sent_on, answered_on, replied_on) > $today or answered_on < sent_on or replied_on < answered_on
            or due_on < sent_on or reply_due_on < answered_on or (replied_on is not null and answered_on is null)
    """,
    "an answer of a study group is a contribution of its reader, and a reply has words": """
        select study_work.id, 'contribution missing or another reader''s, or reply without words' as what
        from study_work
        join reader on reader.id = study_work.reader_id
        left join contribution on contribution.id = study_work.contribution_id
            and contribution.reader_id = coalesce(reader.merged_into, reader.id)
        where (study_work.answered_on is not null and contribution.id is null)
            or (study_work.replied_on is not null) <> (study_work.reply <> '')
    """,
    "a reply went with a parcel to its reader, mailed after it was written": """
        select study_work.id, 'no parcel, another reader''s, voided, or mailed before' as what
        from study_work
        join reader on reader.id = study_work.reader_id
        left join shipment on shipment.id = study_work.shipment_id and shipment.voided_on is null
            and shipment.reader_id = coalesce(reader.merged_into, reader.id)
        where study_work.shipment_id is not null
            and (shipment.id is null or study_work.replied_on is null or study_work.replied_on > shipment.mailed_on)
    """,
    # Contributions and updates from inside.
    "a contribution's state has what belongs to it": """
        select id, 'published without where and when, or not used without why' as what
        from contribution
        where voided_on is null and (state not in ('received', 'typed', 'edited', 'answered', 'published', 'not used')
            or (state = 'published') <> (published_on is not null) or (state = 'published') <> (published_in <> '')
            or (state = 'not used') <> (not_used_why <> '') or (held_by <> '') <> (held_on is not null))
    """,
    "what is published of a contribution has the reader's yes": """
        select contribution.id, 'published without consent, or public without being published' as what
        from contribution
        left join publication on publication.entity = 'contribution' and publication.entity_id = contribution.id
            and publication.withdrawn_on is null
        where contribution.voided_on is null and contribution.consent <> 'yes'
            and (contribution.state = 'published' or publication.id is not null)
            or (publication.id is not null and contribution.state <> 'published')
    """,
    "a contribution's parcel went to its reader": """
        select contribution.id, 'no parcel of its reader' as what
        from contribution
        left join shipment on shipment.id = contribution.shipment_id and shipment.reader_id = contribution.reader_id
        where contribution.shipment_id is not null and shipment.id is null
    """,
    "every passage is of a contribution": """
        select redaction.contribution_id as id, 'passage of no contribution' as what
        from redaction left join contribution on contribution.id = redaction.contribution_id
        where contribution.id is null or redaction.ends <= redaction.starts
    """,
}
