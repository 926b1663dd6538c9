"""Pages and panels of the room; each view loads through access, asks a form, calls one verb, answers."""
