-- In what language is each title in use, and how many copies of it are on hand?
select title.id, coalesce(language.name, '') as language, coalesce(stock.on_hand, 0) as on_hand
from title
left join stock on stock.title_id = title.id
left join term as language on language.id = title.language_id
where not title.withdrawn
order by title.id
