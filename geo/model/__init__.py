"""What the layer is: its tables and columns, counts, dates, and the filter that asks for rows."""
