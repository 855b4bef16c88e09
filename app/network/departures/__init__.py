"""Where a plan divides work otherwise than most places do. It is shown, and not judged."""
