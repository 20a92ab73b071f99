"""Who made it, where it ran, where it went: reads (queries) and what must hold of it (checks)."""
