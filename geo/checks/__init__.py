"""What can be wrong with a data folder, the form it is kept in, and what changed between two."""
