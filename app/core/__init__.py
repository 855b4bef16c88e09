"""Settings, sessions, the commit, the actor, errors, logging and the file store."""
