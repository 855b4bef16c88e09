"""Life of a published plan: dispatches, returns, reports, lights, task lists."""
