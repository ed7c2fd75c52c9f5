"""Asking: two scenarios side by side, saved queries, and any SPARQL query."""
