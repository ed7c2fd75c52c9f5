"""The chain and its holes: overview, map, list of gaps, a link, the brief."""
