"""A report is contents, then a page, then ink: built from a frozen snapshot, never from a query."""
