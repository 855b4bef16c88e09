"""From a file's bytes to its text and blocks. A new format is one module with `read(data)`."""

from app.reading.formats.load import FILE_LIMIT, load

__all__ = ["FILE_LIMIT", "load"]
