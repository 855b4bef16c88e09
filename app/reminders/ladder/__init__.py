"""The steps of the ladder as data: what a region has set, and what that would lead to."""
