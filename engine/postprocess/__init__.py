"""A class map made tidy: uncertain pixels, merged classes, holes, and areas too small to matter."""
