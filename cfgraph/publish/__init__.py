"""What people and programs get: tables, text, dumps."""
