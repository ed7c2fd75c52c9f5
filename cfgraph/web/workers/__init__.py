"""Work that comes from outside: lanes of worker processes, each of which can be ended, and what a worker does."""
