"""Units on screen: the list, the profile of a unit and its forms."""
