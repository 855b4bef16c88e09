"""Regions, people, memberships, sign-in and tokens."""
