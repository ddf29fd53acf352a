"""Where the assistant is, and the token that opens it, as this terminal's environment says."""

import os
from pathlib import Path

from ui.client import GatewayError

NO_TOKEN = (
    "No token. Set SIHTEERI_TOKEN, or run this where the owner's token is: {path} does not exist. Start the assistant once with “make run”; "
    "if the owner's token is lost: “sihteeri owner --new-token”."
)
UNREADABLE = "The token in {where} can't be read. The owner makes another: “sihteeri owner --new-token”."

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def gateway_url() -> str:
    """Return the gateway's address."""
    return os.environ.get("GATEWAY_URL") or f"http://127.0.0.1:{os.environ.get('GATEWAY_PORT') or 8000}"


def browser_url() -> str:
    """Return the browser page's address."""
    host = os.environ.get("UI_HOST") or "127.0.0.1"
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{os.environ.get('UI_PORT') or 7860}"


def language() -> str:
    """Return the language of this terminal, as its locale names it."""
    return next((set_to for name in LOCALE if (set_to := os.environ.get(name))), "")[:2]


def token_file() -> Path:
    """Return where the owner's token is kept."""
    return Path(os.environ.get("SIHTEERI_TOKEN_FILE") or Path(os.environ.get("SIHTEERI_HOME") or "var") / "owner-token")


def token() -> str:
    """Return the token; raises GatewayError."""
    found, path = os.environ.get("SIHTEERI_TOKEN", ""), token_file()
    if not found and not path.is_file():
        raise GatewayError(401, NO_TOKEN.format(path=path))
    try:
        found = (found or path.read_text(encoding="ascii")).strip()
    except (OSError, ValueError):
        found = ""
    if not (found.isascii() and found.isprintable() and found):
        raise GatewayError(401, UNREADABLE.format(where="SIHTEERI_TOKEN" if os.environ.get("SIHTEERI_TOKEN") else path))
    return found
