"""Parts: what units that do not lead a task tell of it, for the first lead to merge."""
