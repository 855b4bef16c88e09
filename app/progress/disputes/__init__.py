"""异议: a unit says of a row that was given to it that it is another's, and why."""
