"""A merge tried on paper: what would move, and where one unit would stand twice."""
