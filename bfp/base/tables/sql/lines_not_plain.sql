-- Which lines of a file of cells need a closer look: blank ones, quotes that are odd, more cells than there are columns?
-- $pattern is a line whose quotes all open and close as they should, with no more cells than columns.
select line, text
from (
    select row_number() over () - 1 as line, text
    from read_csv($path, columns = {'text': 'varchar'}, delim = chr(31), header = false, auto_detect = false, quote = '',
        escape = '', max_line_size = 8000000)
)
where text is null
    or case when contains(text, '"') then not regexp_full_match(text, $pattern)
        else length(text) - length(replace(text, $delimiter, '')) >= $columns end
order by line
