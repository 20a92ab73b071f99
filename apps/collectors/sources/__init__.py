"""The sources: one file each, pure, ignorant of each other."""
