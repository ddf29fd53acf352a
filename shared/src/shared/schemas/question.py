"""What a cloud model is asked, but for the masked words: the published form of it, which both sides of the wall hold.

The interpreter builds a question in this form; private-llm lets it go only if it has exactly this form.
"""

from typing import Any

from shared.schemas.plan import INTENTS, LANGUAGES, SLOT_NAMES

INSTRUCTIONS = (
    "You read one request to a personal assistant. Private words are hidden behind placeholders such as <TEXT_1> or <DATE_1>. "
    "Say which intents it has, in order, and for each slot the positions (from 0) of the words and placeholders it consists of. "
    "Slots: text = what to keep, say or be reminded of; query = what to look for; when = date and time; person = who. "
    "Use unclear when you can't tell. confidence is 0 to 1."
)

OPENAI_BASE_URL, OPENAI_MODEL = "https://api.openai.com/v1", "gpt-5-mini"
"""Whom to ask where nothing else is set."""
BUCKET_CHARACTERS = 256
"""What is sent is filled up with spaces to a multiple of this, so that its length on the wire says little."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["steps", "confidence", "language"],
    "properties": {
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["intent", "slots"],
                "properties": {
                    "intent": {"type": "string", "enum": list(INTENTS)},
                    "slots": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["name", "items"],
                            "properties": {
                                "name": {"type": "string", "enum": list(SLOT_NAMES)},
                                "items": {"type": "array", "items": {"type": "integer"}},
                            },
                        },
                    },
                },
            },
        },
        "confidence": {"type": "number"},
        "language": {"type": "string", "enum": list(LANGUAGES)},
    },
}


def request(model: str, masked: str) -> dict[str, Any]:
    """Return the arguments of the Responses API call."""
    return {
        "model": model,
        "instructions": INSTRUCTIONS,
        "input": masked.ljust(-(-len(masked) // BUCKET_CHARACTERS) * BUCKET_CHARACTERS),
        "store": False,
        "max_output_tokens": 600,
        "text": {"format": {"type": "json_schema", "name": "plan", "strict": True, "schema": SCHEMA}},
    }
