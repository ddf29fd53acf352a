"""What the store knows without a database."""
