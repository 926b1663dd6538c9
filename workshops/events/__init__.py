"""What changed, in order: the database is the log, the bell only wakes those who read it."""
