"""What is asked of the layer: rows and sums of a filter, and the filter in words."""
