"""Task lists: of a unit, of a plan, of everything that an actor may read. The hottest reads."""
