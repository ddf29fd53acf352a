"""The proof of the privacy wall: a running product, everything that crosses its borders, and planted leaks that must be seen."""
