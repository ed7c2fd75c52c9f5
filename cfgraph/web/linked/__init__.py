"""Linked data: what an IRI leads to, the ontology to be read, dumps, and the saved queries as an API."""
