"""认领: units offer to hold tasks that name nobody, and a coordinator confirms."""
