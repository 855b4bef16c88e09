"""Calls to the world outside: only to addresses that may be called, and never on from there."""
