"""Verbs of the room. Each is one transaction under the workshop's row lock and appends one event."""
