"""The messages that services exchange: each a frozen dataclass that owns its topic, zone and partition key."""
