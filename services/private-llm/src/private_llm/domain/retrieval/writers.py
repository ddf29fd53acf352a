"""Under which names the person writes in their chats."""

from private_llm.domain.conversation import Tools
from private_llm.domain.understanding import chats
from shared.schemas.records import PROFILE


def own_names(tools: Tools) -> frozenset[str]:
    """Return them, as far as what was written last in all chats and what the person is called show it."""
    called = next((str(one.fields["name"]) for one in tools.archive.records("profile", limit=1) if one.id == PROFILE), "")
    return chats.own_names(tools.archive.members(), called)
