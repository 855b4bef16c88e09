"""批示: what a leader wrote, the units that answer for it, and what came of it."""
