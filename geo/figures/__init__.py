"""What the rows tell together: claims beside records, lifelines, sources, the report."""
