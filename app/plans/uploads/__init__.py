"""A file comes in, is read, and its draft becomes rows."""
