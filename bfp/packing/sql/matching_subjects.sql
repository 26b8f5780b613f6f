-- Which subjects does each title in use have? (no order: the pairs go into a matrix)
select title_term.title_id, title_term.term_id
from title_term
join title on title.id = title_term.title_id
join term on term.id = title_term.term_id
where term.list = 'subject' and not title.withdrawn
