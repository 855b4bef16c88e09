"""电话记录: who was called about what, and what the answer was, so that nobody calls twice."""
