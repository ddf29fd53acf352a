"""The store over the bus, and Twilio through its own client."""
