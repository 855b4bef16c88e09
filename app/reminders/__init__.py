"""The ladder, the sweep and the digests."""
