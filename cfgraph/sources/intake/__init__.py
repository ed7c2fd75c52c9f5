"""The officers' sheet of projects: what its columns are, how its cells are read, and every mistake told by cell."""
