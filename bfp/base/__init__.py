"""The ground: database, errors, history, settings, dates and measures. It knows no noun."""
