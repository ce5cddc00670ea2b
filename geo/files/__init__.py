"""Rows as files, with what goes with them: metadata, citation, links and the feed."""
