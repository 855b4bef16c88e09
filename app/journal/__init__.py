"""留痕: every change as an event in one append-only chain of hashes."""
