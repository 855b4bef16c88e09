"""Corrections and amendments: how a published plan changes, and what it was before."""
