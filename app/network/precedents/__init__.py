"""How other places have divided the same work, and what that suggests here."""
