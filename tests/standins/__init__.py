"""Small servers that speak the wire formats of others, so that the real client libraries run."""
