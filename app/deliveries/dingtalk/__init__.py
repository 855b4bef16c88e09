"""钉钉: the robot of a group."""
