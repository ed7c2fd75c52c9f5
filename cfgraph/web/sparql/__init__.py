"""SPARQL 1.1 over HTTP: the protocol, its service description, and the graph store."""
