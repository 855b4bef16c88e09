"""Who speaks for a unit: heads, section, liaison and deputy, with all who did before."""
