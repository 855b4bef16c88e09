"""A return after its draft: signed, taken back, confirmed, locked, amended."""
