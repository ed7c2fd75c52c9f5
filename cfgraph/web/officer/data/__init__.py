"""About the data: what may be taken along and under which terms, and how good it is."""
