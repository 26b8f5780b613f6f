-- One page of the titles that all filters let through, by likeness if searched, else by name; and how many there are.
with searched as (
    select unnest($ids) as id, unnest($ranks) as rank
),
fits as (
    select title.id, coalesce(searched.rank, 0) as rank, coalesce(stock.on_hand, 0) as on_hand
    from title
    left join stock on stock.title_id = title.id
    left join searched on searched.id = title.id
    where (not $searching or searched.id is not null)
        and title.withdrawn = $withdrawn
        and ($literature_class is null or title.literature_class = $literature_class)
        and ($kind is null or title.kind = $kind)
        and ($language_id is null or title.language_id = $language_id)
        and ($place is null or title.place = $place)
        and (not $low or coalesce(stock.on_hand, 0) < title.minimum)
        and (not $in_stock or coalesce(stock.on_hand, 0) > 0)
        and ($subject_id is null or exists (
            select 1 from title_term where title_term.title_id = title.id and title_term.term_id = $subject_id))
),
shown as (
    select fits.id, fits.rank, fits.on_hand, title.name, title.author, title.isbn, title.kind, title.binding,
        title.place, title.minimum, title.language_id
    from fits
    join title on title.id = fits.id
    order by fits.rank, lower(title.name), title.id
    limit $limit offset $offset
),
subjects as (
    select title_term.title_id, string_agg(term.name, ', ' order by term.position, term.id) as names
    from title_term
    join term on term.id = title_term.term_id
    where title_term.title_id in (select id from shown)
    group by title_term.title_id
)
select shown.id, shown.name, shown.author, shown.on_hand, shown.minimum, shown.place, shown.kind, shown.binding,
    coalesce(language.name, '') as language, coalesce(subjects.names, '') as subjects, shown.isbn,
    (select count(*) from fits) as titles
from shown
left join subjects on subjects.title_id = shown.id
left join term as language on language.id = shown.language_id
order by shown.rank, lower(shown.name), shown.id
