"""Tasks and assignments of a draft, changed by hand."""
