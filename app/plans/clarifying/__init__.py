"""待明确到单位: names of a plan behind which no unit can be found, and what can be done."""
