"""Plans: documents, tasks, assignments, indicators; from an upload to a published matrix."""
