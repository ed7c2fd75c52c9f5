"""The graph over HTTP: SPARQL protocol, linked data, saved queries and pages."""
