"""Sources: the stored text, quantities as printed, tables."""
