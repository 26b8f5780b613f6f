-- Which accounts are there, what may they, and when were they last seen?
select account.id, account.login, account.name, string_agg(distinct account_role.role, ', ' order by account_role.role) as roles,
    account.factor_secret is not null as factor, account.ended_at, max(signed_in.seen_at) as seen_at
from account
left join account_role on account_role.account_id = account.id
left join signed_in on signed_in.account_id = account.id
group by account.id, account.login, account.name, account.factor_secret, account.ended_at
order by account.ended_at is not null, lower(account.name), account.id
