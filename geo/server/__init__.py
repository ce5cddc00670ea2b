"""What is answered over HTTP beside the pages, from one cache."""
