"""From the YAML tree to one validated catalogue."""
