"""A return as a workbook: out, filled in the office, and back in."""
