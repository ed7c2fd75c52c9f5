"""What the plan says: projects, enterprises, parks, and its text with every quoted span."""
