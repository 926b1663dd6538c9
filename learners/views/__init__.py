"""Pages of the library: what is published for everybody with an account, editing for administrators."""
