"""Who holds today what an assignment names: units, groups, and whoever stands in for them."""
