-- What is public must keep these rules, by name: a query that finds what breaks it.
-- Each gives the number of a row that breaks it (id) and what is wrong (what).

-- rule: what is public is of an incident or a facility that stands
select publication.id, 'public page of nothing, or of a voided incident' as what
from publication
left join incident on publication.entity = 'incident' and incident.id = publication.entity_id
left join facility on publication.entity = 'facility' and facility.id = publication.entity_id
where publication.entity in ('incident', 'facility')
    and ((incident.id is null and facility.id is null)
        or (publication.withdrawn_on is null and incident.voided_on is not null))

-- rule: an incident or a facility has one public page
select min(id) as id, count(*) || ' public pages of ' || entity || ' ' || entity_id as what
from publication
where entity in ('incident', 'facility') and withdrawn_on is null
group by entity, entity_id
having count(*) > 1

-- rule: a public page says who published it, and why it was withdrawn
select id, 'public page of a day to come, without a name, or withdrawn without a reason' as what
from publication
where entity in ('incident', 'facility') and (published_by = '' or greatest(published_on, withdrawn_on) > $today
    or withdrawn_on < published_on or (withdrawn_on is null) <> (withdraw_reason = ''))

-- rule: what was published is in the history
select publication.id, 'public page that history does not know' as what
from publication
left join history on history.id = publication.history_id and history.entity = 'publication'
    and history.entity_id = publication.id and history.action = 'added'
where publication.entity in ('incident', 'facility') and history.id is null

-- rule: a public page shows no original of a redacted document, and none that was taken back
select publication.id, 'document ' || document.id || ' is shown, and is no redacted copy that stands' as what
from publication
join document on contains(publication.html, '<figure class="document-' || document.id || '">')
where publication.entity = 'incident' and publication.withdrawn_on is null
    and (document.redacts is null or document.voided_on is not null)

-- rule: what is published of a contribution has the reader's yes
select contribution.id, 'published without consent, or public without being published' as what
from contribution
left join publication on publication.entity = 'contribution' and publication.entity_id = contribution.id
    and publication.withdrawn_on is null
where contribution.voided_on is null and contribution.consent <> 'yes'
    and (contribution.state = 'published' or publication.id is not null)
    or (publication.id is not null and contribution.state <> 'published')

-- rule: every passage is of a contribution
select redaction.contribution_id as id, 'passage of no contribution' as what
from redaction left join contribution on contribution.id = redaction.contribution_id
where contribution.id is null or redaction.ends <= redaction.starts
