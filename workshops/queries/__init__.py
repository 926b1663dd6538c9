"""Reads of the room as frozen dataclasses, each with a constant number of queries."""
