"""What the cloud model is asked, in the published form, and the only form an answer may have."""

import json

from shared.errors import Refused
from shared.schemas.plan import Plan, is_possible
from shared.schemas.question import BUCKET_CHARACTERS, INSTRUCTIONS, SCHEMA, request

__all__ = ["BUCKET_CHARACTERS", "INSTRUCTIONS", "SCHEMA", "read", "request"]


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
