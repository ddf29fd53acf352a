"""Who may ask the store."""

GATEWAY = ("gateway",)
ENGINE = ("private-llm",)
BOTH = ("gateway", "private-llm")
