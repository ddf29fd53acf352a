"""Under which names the person writes in their chats."""

from collections.abc import Sequence

from private_llm.domain.conversation import Tools
from private_llm.domain.understanding import chats
from shared.schemas.archive import Hit
from shared.schemas.records import PROFILE


def own_names(tools: Tools, written: Sequence[Hit] | None = None) -> frozenset[str]:
    """Return them, as far as what was `written` (else the newest in all chats) and what the person is called show it."""
    called = next((str(one.fields["name"]) for one in tools.archive.records("profile", limit=1) if one.id == PROFILE), "")
    return chats.own_names(tools.archive.written() if written is None else written, called)
