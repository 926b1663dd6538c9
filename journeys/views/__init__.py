"""Pages of the pathway templates: published versions for everybody with an account, drafts for administrators."""
