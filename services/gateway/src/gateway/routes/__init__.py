"""The gateway's doors."""
