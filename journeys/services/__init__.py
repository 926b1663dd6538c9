"""Verbs of the pathway templates: edit a draft, publish it, load what the product ships."""
