"""Notes to a group of people, by its robot."""
