"""细化措施: what a unit will do for a task that it holds, in its own words."""
