"""Pure rules of the room: words, limits, rights, what a change touches. No query, no clock, no settings."""
