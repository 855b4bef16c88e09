"""Limits of a channel, kept by all workers together."""
