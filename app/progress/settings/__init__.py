"""What a place decides about returns, tasks and lights: its own settings over the defaults."""
