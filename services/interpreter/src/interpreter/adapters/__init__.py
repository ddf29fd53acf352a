"""The way to OpenAI."""
