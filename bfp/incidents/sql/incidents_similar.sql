-- Past incidents like one: at the same facility, under the same rule, of the same title; what worked first.
with this as (
    select id, facility_id, title_id, lower(trim(title_text)) as title_text,
        regexp_replace(lower(rule_cited), '[^a-z0-9]+', '', 'g') as rule
    from incident where id = $id
),
alike as (
    select incident.id, incident.received_on, incident.decision, incident.decided_on, incident.substituted_reason,
        incident.stated_reason, incident.rule_cited, facility.name || ', ' || facility.state as facility,
        trim(coalesce(title.name, incident.title_text) || ' ' || incident.issue) as title,
        incident.facility_id = this.facility_id as same_facility,
        this.rule <> '' and regexp_replace(lower(incident.rule_cited), '[^a-z0-9]+', '', 'g') = this.rule as same_rule,
        coalesce(incident.title_id = this.title_id, false)
            or (this.title_text <> '' and this.title_id is null and lower(trim(incident.title_text)) = this.title_text)
            as same_title
    from incident
    cross join this
    join facility on facility.id = incident.facility_id
    left join title on title.id = incident.title_id
    where incident.voided_on is null and incident.id <> this.id
),
fought as (
    select appeal_incident.incident_id,
        string_agg('level ' || appeal.level || ' by the ' || appeal.made_by, ', ' order by appeal.level, appeal.id) as appeals
    from appeal_incident
    join appeal on appeal.id = appeal_incident.appeal_id
    where appeal.voided_on is null and appeal.sent_on is not null
    group by appeal_incident.incident_id
)
select alike.*, coalesce(fought.appeals, '') as appeals
from alike
left join fought on fought.incident_id = alike.id
where same_facility or same_rule or same_title
order by decision in ('overturned', 'partly overturned') desc,
    same_title::integer * 4 + same_rule::integer * 2 + same_facility::integer desc, received_on desc, id desc
