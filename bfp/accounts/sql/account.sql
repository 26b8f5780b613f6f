-- One account, by its number or its login, with its roles?
select account.id, account.login, account.name,
    coalesce(list(account_role.role order by account_role.role) filter (where account_role.role is not null), []) as roles,
    account.factor_secret is not null as factor, account.ended_at
from account
left join account_role on account_role.account_id = account.id
where account.id = $id or account.login = $login
group by account.id, account.login, account.name, account.factor_secret, account.ended_at
