"""Responsibility in running text: brackets, labelled lines, clauses, and rules said once."""
