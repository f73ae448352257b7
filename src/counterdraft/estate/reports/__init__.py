"""Reports of an estate: what drafts are worth to each side, and what that rests on."""
