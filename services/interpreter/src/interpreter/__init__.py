"""Masked request in, plan out: by a local classifier, or by OpenAI. Never sees a word that is not on the published list."""
