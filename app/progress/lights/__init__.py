"""Lights of returns and tasks: told by dates and shares, in the words and colours of the place."""
