-- Which items were mature and unconfirmed on $day, in random order? The same $seed draws the same ones.
select mail.id
from mail_as_of($day) as mail
where mail.mailed_on between $mailed_from and $mailed_to
    and mail.outcome = 'unconfirmed'
    -- nobody is asked about the same item twice
    and mail.id not in (select item_id from chase_item)
order by hash(mail.id, $seed), mail.id
limit $size
