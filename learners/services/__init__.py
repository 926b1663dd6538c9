"""Verbs of the learner journey's library: edit a record, load what the product ships."""
