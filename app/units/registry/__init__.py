"""A registry of units as a file: CSV or a workbook in, typed rows or faults out, and back again.

Pure but for the program that opens a workbook; what a file means for the units that are there is
told by `planning`, what is done about it by `app.units.exchange`.
"""

from app.units.registry.faults import Fault, RegistryRefusedError, refusal
from app.units.registry.rows import FILE_LIMIT, Parsed, RegistryRow, clashes, parse, read_registry

__all__ = [
    "FILE_LIMIT",
    "Fault",
    "Parsed",
    "RegistryRefusedError",
    "RegistryRow",
    "clashes",
    "parse",
    "read_registry",
    "refusal",
]
