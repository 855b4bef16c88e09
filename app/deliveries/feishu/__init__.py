"""飞书: the robot of a group."""
