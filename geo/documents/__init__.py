"""Whole pages to take away: brief, map file, codebook, quality report."""
