"""Thinking, without a network, a clock or an environment: those come in as arguments."""
