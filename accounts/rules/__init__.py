"""Pure rules about people: what a role may do, and what no text may hold."""
