"""Own projects from a workbook: duplicates to decide, the effect before it is confirmed, and the way back."""
