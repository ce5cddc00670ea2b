"""How fast the dashboard and the command line are, each beside a baseline of the same run."""
