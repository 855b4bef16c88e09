"""Corrections and amendments on screen."""
