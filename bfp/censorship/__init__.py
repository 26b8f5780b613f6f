"""Where mail is stopped, and how sure we are."""
