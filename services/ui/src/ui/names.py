"""The name of a chat, from the name of the file that it was exported to."""

import re

EXPORTED = re.compile(
    r"^(?:WhatsApp Chat with|WhatsApp Chat -|WhatsApp-keskustelu[:_]?(?: yhteystiedon)?|WhatsApp-chatt med|WhatsApp Chat mit|Chat de WhatsApp con|"
    r"Discussion WhatsApp avec|Chat WhatsApp con|Conversa do WhatsApp com|WhatsApp-chat met)\s+",
    re.IGNORECASE,
)
WITHOUT_NAME = {"_chat", "result", "conversations", "contacts", "calendar", "export"}


def chat_name(file: str) -> str:
    """Return the chat's name, or nothing where the file's name does not say."""
    stem = re.sub(r"(?:\.(?:txt|zip|json|vcf|ics))+$", "", file, flags=re.IGNORECASE)
    name = re.sub(r"\s*\(\d+\)$", "", EXPORTED.sub("", stem)).strip()
    return "" if name.lower() in WITHOUT_NAME else name[:200]
