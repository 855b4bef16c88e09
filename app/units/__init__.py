"""Units, their aliases and groups, and what a printed name means."""
