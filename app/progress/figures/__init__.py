"""指标数值: what the row of a task says of the plan's indicators that belong to it."""
