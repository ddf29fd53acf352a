"""The conversation engine: redacts a request, asks for a plan, carries it out over the store, writes the answer."""
