"""The steps that make the tables, by what they are about; `migrations` takes them in their order."""
