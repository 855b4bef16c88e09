"""The review of a draft on screen: each task beside what proves it, and forms to put it right."""
