"""What the gateway knows without a network."""
