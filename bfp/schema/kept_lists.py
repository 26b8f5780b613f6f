"""The tables of what somebody must check: rules of appeal, contacts, citations, rebuttals, rates of postage."""

from bfp.base import db
from bfp.base.db import Connection


def m022_lists_checked_in_one_way(con: Connection) -> None:
    """Each list keeps its source, who checked a row and when, and why it was voided.

    What was checked without a name is to be checked again. A retired citation or rebuttal is a voided one, with the day
    and the reason that its history has. A citation may stand in several rows, one of them in use: it is corrected by a new one.
    """
    db.run(
        con,
        """
        alter table contact add column checked_by varchar default '';
        update contact set checked_by = coalesce((
            select arg_max(volunteer, history.id) from history
            where entity = 'contact' and entity_id = contact.id and changes like '%"checked_on"%'), '')
        where checked_on is not null;
        update contact set checked_on = null where checked_by = '';

        create table citation_now (
            id integer primary key default nextval('citation_id'),
            name varchar not null,
            reference varchar not null,
            court varchar not null default '',
            year integer not null,
            holding varchar not null default '',
            source varchar not null default '',
            checked_on date,
            checked_by varchar not null default '',
            voided_on date,
            void_reason varchar not null default ''
        );
        insert into citation_now
            (id, name, reference, court, year, holding, source, checked_on, checked_by, voided_on, void_reason)
        select citation.id, name, reference, court, year, holding,
            case when checked_on is null then '' else reference end, checked_on, checked_by,
            case when retired then cast(coalesce(past.saved_at, current_date) as date) end,
            case when retired then coalesce(past.reason, 'retired') else '' end
        from citation
        left join (
            select entity_id, max(saved_at) as saved_at, arg_max(reason, id) as reason from history
            where entity = 'citation' and action = 'changed' and reason <> '' group by entity_id
        ) past on past.entity_id = citation.id;
        drop table citation;
        alter table citation_now rename to citation;

        alter table rebuttal add column source varchar default '';
        alter table rebuttal add column voided_on date;
        alter table rebuttal add column void_reason varchar default '';
        update rebuttal set voided_on = cast(coalesce(past.saved_at, current_date) as date),
            void_reason = coalesce(past.reason, 'retired')
        from (
            select rebuttal.id, max(saved_at) as saved_at, arg_max(reason, history.id) as reason
            from rebuttal
            left join history
                on entity = 'rebuttal' and entity_id = rebuttal.id and action = 'changed' and reason <> ''
            group by rebuttal.id
        ) past
        where past.id = rebuttal.id and retired;
        update rebuttal set source = 'found fit to be sent' where checked_on is not null;
        alter table rebuttal drop column retired;

        alter table postage_rate add column checked_on date;
        alter table postage_rate add column checked_by varchar default '';
        update postage_rate set checked_on = past.saved_at, checked_by = past.volunteer
        from (
            select entity_id, cast(max(saved_at) as date) as saved_at, arg_max(volunteer, id) as volunteer
            from history
            where entity = 'postage_rate' and changes like '%"checked"%' group by entity_id
        ) past
        where past.entity_id = postage_rate.id and checked and past.volunteer <> '';
        alter table postage_rate drop column checked
        """,
    )
