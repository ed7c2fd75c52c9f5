"""Taking in: an Excel sheet checked, its effect shown, confirmed, undone."""
