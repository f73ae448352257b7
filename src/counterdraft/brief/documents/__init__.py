"""The issue table that the delegation edits and takes along, as Word and Excel files."""
