"""办理: the life of a task, from in progress to whatever end it comes to, and its extensions."""
