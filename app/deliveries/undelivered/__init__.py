"""未能送达: what no channel would take, and another try."""
