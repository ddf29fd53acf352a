"""Words to plans: what a person means, by what was said before, by the masked interpreter, or by the local model."""
