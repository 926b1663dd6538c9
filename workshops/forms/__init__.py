"""What people type, checked field by field; each form gives the draft that a verb takes."""
