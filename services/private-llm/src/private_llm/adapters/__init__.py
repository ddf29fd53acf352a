"""The engine's ports over the bus, and over Ollama."""
