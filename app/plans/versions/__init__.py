"""One version of a plan over another: what is the same, what changed, and what a person said."""
