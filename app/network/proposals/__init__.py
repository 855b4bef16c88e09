"""What precedents suggest for the tasks of a plan, until a person takes it or leaves it."""
