"""What the cloud model is asked: an instruction of ours, the masked words, and the only form an answer may have."""

import json
from typing import Any

from shared.errors import Refused
from shared.schemas.plan import INTENTS, LANGUAGES, SLOT_NAMES, Plan, is_possible

INSTRUCTIONS = (
    "You read one request to a personal assistant. Private words are hidden behind placeholders such as <TEXT_1> or <DATE_1>. "
    "Say which intents it has, in order, and for each slot the positions (from 0) of the words and placeholders it consists of. "
    "Slots: text = what to keep, say or be reminded of; query = what to look for; when = date and time; person = who. "
    "Use unclear when you can't tell. confidence is 0 to 1."
)

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


def read(answer: str, *, item_count: int) -> Plan:
    """Read the model's answer; raises BadMessage or Refused for anything that is not a possible plan."""
    try:
        values = json.loads(answer)
    except (ValueError, RecursionError):
        raise Refused("the cloud model's answer is not JSON") from None
    plan = Plan.load(values)
    if not is_possible(plan, item_count=item_count) or not 0 <= plan.confidence <= 1:
        raise Refused("the cloud model's plan points outside the request")
    return plan
