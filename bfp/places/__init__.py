"""Systems, facilities and their restrictions."""
