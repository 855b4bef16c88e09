"""What a reform of institutions does to running plans, told before it is ordered."""
