"""Who gives books and money."""
