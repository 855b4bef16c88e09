"""Measures of a graph of units: indexes and arrays in, numbers out. No ids, no names, no database.

Everything is worked out in the order of the indexes, and what is random has a seed, so that the
same matrix gives the same numbers wherever it is read.
"""
