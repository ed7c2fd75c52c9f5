"""The pages of the officers: what they look at, read, compare and take along."""
