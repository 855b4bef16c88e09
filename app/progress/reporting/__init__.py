"""填报规则: for which periods a plan asks about which of its tasks."""
