"""Channels of a place: which there are, in what order, with what secrets."""
