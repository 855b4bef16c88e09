"""Work after a request: stored with its cause, done at least once, with the effect of once."""
