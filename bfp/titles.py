def options(con, text, state=None):
    return []
