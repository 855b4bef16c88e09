"""The department–task graph: who leads what, who stands where, who works with whom."""
