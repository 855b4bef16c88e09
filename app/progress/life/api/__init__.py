"""The life of tasks over REST."""
