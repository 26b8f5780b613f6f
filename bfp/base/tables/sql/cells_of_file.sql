-- What stands in each cell of a file whose lines are all plain? Cells that are not there are empty.
select coalesce(columns(*), '')
from read_csv($path, columns = $columns, delim = $delimiter, header = false, auto_detect = false, quote = '"', escape = '"',
    null_padding = true, max_line_size = 8000000)
