"""What two or more services need: messages, the bus, settings, logs, metrics, health."""
