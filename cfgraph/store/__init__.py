"""One protocol for every triple store."""
