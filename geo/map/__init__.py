"""Where it happened: marks, shades, and the map that is drawn of them."""
